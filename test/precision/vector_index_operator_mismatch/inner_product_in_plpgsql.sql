-- fires: public.chunks_idx
-- because: the body orders by <#>, the index was made for cosine.
create extension vector with schema extensions;
create table public.chunks (id bigint primary key, embedding extensions.vector(384));
create index chunks_idx on public.chunks using ivfflat (embedding extensions.vector_cosine_ops) with (lists = 1);
create function public.match_chunks(q extensions.vector, n integer) returns setof bigint
language plpgsql stable set search_path = public, extensions as $$
begin
  return query select c.id from chunks c order by c.embedding <#> q limit n;
end $$;
