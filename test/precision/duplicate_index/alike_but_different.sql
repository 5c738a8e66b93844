-- silent
-- because: they differ in the operator class, the condition, the direction of one column, the expression, the order of
-- columns, an included column, or the method.
create table public.people (id bigint primary key, name text, born date, active boolean);
create index on public.people (name);
create index on public.people (name text_pattern_ops);
create index on public.people (name) where active;
create index on public.people (lower(name));
create index on public.people (name, born);
create index on public.people (born, name);
create index on public.people (name desc, born);
create index on public.people (name) include (born);
create index on public.people using hash (name);
