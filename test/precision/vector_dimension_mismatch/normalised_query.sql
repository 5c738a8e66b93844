-- fires: public.match_normalised(text), error
-- because: l2_normalize keeps the 384 dimensions of what it is given, and the column has 1536.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create function public.match_normalised(q text) returns setof bigint
language sql stable set search_path = public, extensions as $$
  select d.id from documents d order by d.embedding <=> l2_normalize(q::vector(384)) limit 5
$$;
