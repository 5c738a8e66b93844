-- fires: public.documents.embedding
-- because: the only index is invalid, and the planner does not use it.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(3));
create index documents_embedding_idx on public.documents using hnsw (embedding extensions.vector_cosine_ops);
update pg_catalog.pg_index set indisvalid = false where indexrelid = 'public.documents_embedding_idx'::regclass;
create function public.match_documents(q extensions.vector) returns setof bigint
language sql stable set search_path = public, extensions as $$ select d.id from documents d order by d.embedding <=> q limit 5 $$;
