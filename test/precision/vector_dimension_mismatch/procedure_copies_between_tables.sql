-- fires: public.copy_embeddings(), error
-- because: the insert … select moves vectors of 384 dimensions into a column of 1536.
create extension vector with schema extensions;
create table public.old_chunks (id bigint primary key, embedding extensions.vector(384));
create table public.new_chunks (id bigint primary key, embedding extensions.vector(1536));
create procedure public.copy_embeddings() language sql set search_path = '' as $$
  insert into public.new_chunks (id, embedding) select o.id, o.embedding from public.old_chunks o
$$;
