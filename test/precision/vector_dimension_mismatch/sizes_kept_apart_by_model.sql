-- silent
-- because: the column holds vectors of several sizes on purpose; each search and each partial index casts those of one model.
create extension vector with schema extensions;
create table public.items (id bigint primary key, model text not null, embedding extensions.vector);
create index on public.items using hnsw ((embedding::extensions.vector(384)) extensions.vector_cosine_ops) where model = 'small';
create index on public.items using hnsw ((embedding::extensions.vector(768)) extensions.vector_cosine_ops) where model = 'base';
create function public.match_small(q text) returns setof bigint language sql stable set search_path = public, extensions as $$
  select i.id from items i where i.model = 'small' order by i.embedding::vector(384) <=> q::vector(384) limit 5
$$;
