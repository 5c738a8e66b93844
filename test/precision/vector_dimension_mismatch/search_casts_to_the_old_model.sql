-- fires: public.match_documents(extensions.vector,integer), error
-- because: the query is cast to 384 dimensions and compared with a column of 1536: the first search fails with
-- "different vector dimensions".
create extension vector with schema extensions;
create table public.documents (id bigint primary key, content text, embedding extensions.vector(1536));
create function public.match_documents(query_embedding extensions.vector, match_count integer) returns setof bigint
language sql stable set search_path = '' as $$
  select d.id from public.documents d
  order by d.embedding operator(extensions.<=>) query_embedding::extensions.vector(384) limit match_count
$$;
