-- silent
-- because: an index over (a) is smaller than one over (a, b); which of them is superfluous is a question of use.
create table public.rows (a bigint, b bigint, primary key (a, b));
create index on public.rows (a);
create index on public.rows (b);
