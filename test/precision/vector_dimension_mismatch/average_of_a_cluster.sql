-- fires: public.near_centre(text), error
-- because: the average of vectors of 1536 dimensions has 1536, and is compared with one of 384.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create function public.near_centre(q text) returns double precision
language sql stable set search_path = public, extensions as $$
  select avg(d.embedding) <=> q::vector(384) from documents d
$$;
