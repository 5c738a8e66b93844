-- fires: public.documents_embedding_idx, warn
-- because: vector_l2_ops serves <-> alone; the search by <=> reads the whole table although there is an index.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create index documents_embedding_idx on public.documents using hnsw (embedding extensions.vector_l2_ops);
create function public.match_documents(q extensions.vector) returns setof bigint
language sql stable set search_path = public, extensions as $$ select d.id from documents d order by d.embedding <=> q limit 5 $$;
