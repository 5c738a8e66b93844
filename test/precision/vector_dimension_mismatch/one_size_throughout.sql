-- silent
-- because: column, variable, cast and index have 1536 dimensions.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create index on public.documents using hnsw (embedding extensions.vector_cosine_ops);
create function public.match_documents(query_embedding extensions.vector(1536), match_count integer) returns setof bigint
language plpgsql stable set search_path = public, extensions as $$
declare
  q vector(1536) := query_embedding;
begin
  return query select d.id from documents d order by d.embedding <=> q::vector(1536) limit match_count;
end $$;
