-- silent
-- because: vector_cosine_ops serves <=>.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create index on public.documents using hnsw (embedding extensions.vector_cosine_ops);
create function public.match_documents(q extensions.vector) returns setof bigint
language sql stable set search_path = '' as $$ select d.id from public.documents d order by d.embedding operator(extensions.<=>) q limit 5 $$;
