create extension vector with schema extensions;
-- One index for each function.
create table public.documents (id bigint primary key, embedding extensions.vector(3));
create index on public.documents using hnsw (embedding extensions.vector_l2_ops);
create index on public.documents using hnsw (embedding extensions.vector_cosine_ops);
create function public.match(q extensions.vector) returns setof bigint
language sql stable set search_path = '' as $$
  select id from public.documents order by embedding operator(extensions.<=>) q limit 5
$$;
create function public.near(q extensions.vector) returns setof bigint
language plpgsql stable set search_path = '' as $$
begin
  return query select d.id from public.documents d order by d.embedding operator(extensions.<->) q limit 5;
end;
$$;
-- Searched by clients only.
create table public.notes (id bigint primary key, embedding extensions.halfvec(3));
create index on public.notes using hnsw (embedding extensions.halfvec_ip_ops);
-- Candidates by the binary form, order by the whole vector.
create table public.large (id bigint primary key, embedding extensions.vector(3));
create index on public.large using hnsw ((extensions.binary_quantize(embedding)::bit(3)) extensions.bit_hamming_ops);
create function public.match_large(q extensions.vector) returns setof bigint
language sql stable set search_path = '' as $$
  select c.id from (
    select id, embedding from public.large
    order by extensions.binary_quantize(embedding)::bit(3) operator(extensions.<~>) extensions.binary_quantize(q)::bit(3)
    limit 20
  ) c
  order by c.embedding operator(extensions.<=>) q limit 5
$$;
