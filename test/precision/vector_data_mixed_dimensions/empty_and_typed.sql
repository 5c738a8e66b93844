-- silent
-- because: a column without rows holds no sizes, and a typed one can hold one only.
create extension vector with schema extensions;
create table public.a (id bigint primary key, embedding extensions.vector);
create table public.b (id bigint primary key, embedding extensions.vector(3));
insert into public.b values (1, '[1,2,3]');
