create extension vector with schema extensions;
-- Small, and nothing in the database searches it.
create table public.documents (id bigint primary key, embedding extensions.vector(3));
insert into public.documents values (1, '[1,2,3]');
create function public.add(q extensions.vector) returns void
language sql set search_path = '' as $$ insert into public.documents values (2, q) $$;
-- Searched, and indexed.
create table public.indexed (id bigint primary key, embedding extensions.vector(3));
create index on public.indexed using ivfflat (embedding extensions.vector_l2_ops) with (lists = 1);
create function public.match(q extensions.vector) returns setof bigint
language sql stable set search_path = '' as $$
  select id from public.indexed order by embedding operator(extensions.<->) q limit 5
$$;
-- Indexed by an expression, since the column itself is too large.
create table public.large (id bigint primary key, embedding extensions.vector(3072));
create index on public.large using hnsw ((embedding::extensions.halfvec(3072)) extensions.halfvec_cosine_ops);
create function public.match_large(q extensions.vector) returns setof bigint
language sql stable set search_path = '' as $$
  select id from public.large
  order by embedding::extensions.halfvec(3072) operator(extensions.<=>) q::extensions.halfvec(3072) limit 5
$$;
create table public.flags (id bigint primary key, flags bit(8));
insert into public.flags select n, B'00000001' from generate_series(1, 10000) n;
analyze public.flags;
