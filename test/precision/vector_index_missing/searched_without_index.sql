-- fires: public.documents.embedding
-- because: the function orders by distance, and each search reads the whole table.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create function public.match_documents(q extensions.vector, n integer) returns setof bigint
language sql stable set search_path = public, extensions as $$
  select d.id from documents d order by d.embedding <=> q limit n
$$;
