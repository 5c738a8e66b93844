-- silent
-- because: images and texts have embeddings of their own, and each function keeps to its own.
create extension vector with schema extensions;
create table public.texts (id bigint primary key, embedding extensions.vector(1536));
create table public.images (id bigint primary key, embedding extensions.vector(512));
create function public.match_texts(q text) returns setof bigint language sql stable set search_path = public, extensions as $$
  select t.id from texts t order by t.embedding <=> q::vector(1536) limit 5
$$;
create function public.match_images(q text) returns setof bigint language sql stable set search_path = public, extensions as $$
  select i.id from images i order by i.embedding <=> q::vector(512) limit 5
$$;
