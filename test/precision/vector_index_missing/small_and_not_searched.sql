-- silent
-- because: nothing in the database searches the column and it holds a handful of rows.
create extension vector with schema extensions;
create table public.prompts (id bigint primary key, embedding extensions.vector(3));
insert into public.prompts values (1, '[1,2,3]');
create function public.similarity_of(a extensions.vector, b extensions.vector) returns double precision
language sql immutable set search_path = public, extensions as $$ select 1 - (a <=> b) $$;
