-- silent
-- because: subvector takes the first 256 of the dimensions on both sides, as models with nested embeddings allow.
create extension vector with schema extensions;
create table public.documents (id bigint primary key, embedding extensions.vector(1536));
create function public.match_fast(q extensions.vector) returns setof bigint language sql stable set search_path = public, extensions as $$
  select d.id from documents d
  order by subvector(d.embedding, 1, 256)::vector(256) <=> subvector(q, 1, 256)::vector(256) limit 50
$$;
