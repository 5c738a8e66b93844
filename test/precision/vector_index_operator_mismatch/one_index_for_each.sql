-- silent
-- because: each of the two operators in use has its index.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create index on public.documents using hnsw (embedding extensions.vector_cosine_ops);
create index on public.documents using hnsw (embedding extensions.vector_l2_ops);
create function public.by_angle(q extensions.vector) returns setof bigint
language sql stable set search_path = public, extensions as $$ select d.id from documents d order by d.embedding <=> q limit 5 $$;
create function public.by_distance(q extensions.vector) returns setof bigint
language sql stable set search_path = public, extensions as $$ select d.id from documents d order by d.embedding <-> q limit 5 $$;
