-- silent
-- because: chunks and their search agree on 1536, the picture search on 512, the cache holds whatever it is given as text.
create extension vector with schema extensions;
create table public.documents (id bigint generated always as identity primary key, owner uuid, title text);
create table public.chunks (id bigint generated always as identity primary key, document bigint references public.documents (id), body text,
  embedding extensions.vector(1536));
create table public.pictures (id bigint generated always as identity primary key, embedding extensions.vector(512));
create table public.embedding_cache (hash text primary key, model text, dimensions integer, numbers text);
create index on public.chunks using hnsw (embedding extensions.vector_cosine_ops);
create index on public.pictures using hnsw (embedding extensions.vector_cosine_ops);
create function public.match_chunks(query_embedding extensions.vector(1536), match_threshold double precision, match_count integer)
returns table (id bigint, body text, similarity double precision) language plpgsql stable set search_path = public, extensions as $$
begin
  return query
    select c.id, c.body, 1 - (c.embedding <=> query_embedding) from chunks c
    where c.embedding <=> query_embedding < 1 - match_threshold order by c.embedding <=> query_embedding limit match_count;
end $$;
create function public.match_pictures(query_embedding extensions.vector(512)) returns setof bigint
language sql stable set search_path = public, extensions as $$ select p.id from pictures p order by p.embedding <=> query_embedding limit 20 $$;
create function public.store_chunk(p_document bigint, p_body text, p_hash text) returns void language plpgsql set search_path = public, extensions as $$
declare
  cached embedding_cache;
  e vector(1536);
begin
  select * into cached from embedding_cache where hash = p_hash and dimensions = 1536;
  e := cached.numbers::vector(1536);
  insert into chunks (document, body, embedding) values (p_document, p_body, e);
end $$;
