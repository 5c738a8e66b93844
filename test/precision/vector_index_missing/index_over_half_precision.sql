-- silent
-- because: column and search are cast to halfvec alike, and the index is over that expression.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(3072));
create index on public.documents using hnsw ((embedding::extensions.halfvec(3072)) extensions.halfvec_cosine_ops);
create function public.match_documents(q text) returns setof bigint
language sql stable set search_path = public, extensions as $$
  select d.id from documents d order by d.embedding::halfvec(3072) <=> q::halfvec(3072) limit 5
$$;
