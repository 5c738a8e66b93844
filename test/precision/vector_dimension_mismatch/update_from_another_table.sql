-- fires: public.refresh_embeddings(), error
-- because: the update sets a column of 1536 dimensions to values of one of 768.
create extension vector with schema extensions;
create table public.chunks (id bigint primary key, embedding extensions.vector(1536));
create table public.staging (id bigint primary key, vec extensions.vector(768));
create function public.refresh_embeddings() returns void language sql set search_path = '' as $$
  update public.chunks c set embedding = s.vec from public.staging s where s.id = c.id
$$;
