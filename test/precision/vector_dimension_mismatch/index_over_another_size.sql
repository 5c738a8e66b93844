-- fires: public.images_embedding_idx, error
-- because: the index casts the column of 768 dimensions to 512: every insert of a row fails.
create extension vector with schema extensions;
create table public.images (id bigint primary key, embedding extensions.vector(768));
create index images_embedding_idx on public.images using hnsw ((embedding::extensions.vector(512)) extensions.vector_cosine_ops);
