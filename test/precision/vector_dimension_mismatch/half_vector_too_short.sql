-- fires: public.match_half(text), error
-- because: a cast of the column of 1536 dimensions to halfvec(768) fails on the first row.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create function public.match_half(q text) returns setof bigint
language sql stable set search_path = public, extensions as $$
  select d.id from documents d order by d.embedding::halfvec(768) <=> q::halfvec(768) limit 5
$$;
