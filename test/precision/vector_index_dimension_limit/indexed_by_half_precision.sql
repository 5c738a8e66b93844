-- silent
-- because: an index over the column as halfvec(3072) is within the limit and there.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(3072));
create index on public.documents using hnsw ((embedding::extensions.halfvec(3072)) extensions.halfvec_cosine_ops);
