-- silent
-- because: Postgres keeps no size for an argument, and a column that is only called vector holds text.
create extension vector with schema extensions;
create table public.shapes (id bigint primary key, vector text, embedding real[]);
create function public.norm_of(v extensions.vector) returns double precision language sql immutable set search_path = '' as $$
  select extensions.vector_norm(v)
$$;
