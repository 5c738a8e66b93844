create extension vector with schema extensions;
create table public.documents (
  id bigint primary key,
  embedding extensions.vector(1536),
  local_embedding extensions.vector(384),
  "Odd ""name""" extensions.halfvec(1536)
);
create table public.facts (id bigint primary key, embedding extensions.vector(1024));
create domain public.embedding as extensions.vector(1536);
create table public.chunks (id bigint primary key, v public.embedding);

-- Two sizes by design, each compared with its own column.
create function public.hybrid(a text, b text) returns setof bigint
language sql stable set search_path = '' as $$
  select id from public.documents
  order by (embedding operator(extensions.<=>) a::extensions.vector(1536))
         + (local_embedding operator(extensions.<=>) b::extensions.vector(384));
$$;
create function public.by_size(q extensions.vector, size int) returns setof bigint
language plpgsql stable set search_path = '' as $$
declare
  small extensions.vector(384);
  large extensions.vector(1536);
begin
  if size = 384 then small := q; else large := q; end if;
  return query select d.id from public.documents d
    order by case when size = 384 then d.local_embedding operator(extensions.<=>) small
                  else d.embedding operator(extensions.<=>) large end;
end;
$$;
-- A part of a vector, and the index that serves it.
create index documents_part_idx on public.documents
  using hnsw ((extensions.subvector(embedding, 1, 256)::extensions.vector(256)) extensions.vector_cosine_ops);
create function public.by_part(q extensions.vector(1536)) returns setof bigint
language sql stable set search_path = '' as $$
  select d.id from public.documents d
  order by extensions.subvector(d.embedding, 1, 256)::extensions.vector(256)
    operator(extensions.<=>) extensions.subvector(q, 1, 256)::extensions.vector(256);
$$;
-- The caller sends the part; what it is cast to meets the part of the column.
create function public.by_sent_part(q extensions.vector) returns setof bigint
language sql stable set search_path = '' as $$
  select d.id from public.documents d
  order by extensions.subvector(d.embedding, 1, 256)::extensions.vector(256)
    operator(extensions.<=>) q::extensions.vector(256);
$$;
create function public.by_chunk(q public.embedding) returns setof bigint
language sql stable set search_path = '' as $$
  select c.id from public.chunks c order by c.v operator(extensions.<=>) q;
$$;
create function public.copy_embedding() returns void
language plpgsql set search_path = '' as $$
declare
  row_of public.documents%rowtype;
  kept public.documents.embedding%type;
begin
  select * into row_of from public.documents limit 1;
  kept := row_of.embedding;
  insert into public.chunks (id, v) select id, embedding from public.documents;
  update public.documents set local_embedding = local_embedding::extensions.vector(384) where id = 1;
  execute 'select id from public.documents order by embedding operator(extensions.<=>) $1' using kept;
end;
$$;
-- Both are meant, as the configuration says.
create function public.migrate_embedding() returns void
language sql set search_path = '' as $$
  update public.documents set embedding = local_embedding::extensions.vector(1536);
$$;
-- An argument takes values of any size, and a bit string of any length where nothing says more.
create function public.shortened(q extensions.vector) returns text
language plpgsql stable set search_path = '' as $$
declare
  place bigint;
  kept extensions.vector(1536);
begin
  q := extensions.subvector(q, 1, 384)::extensions.vector(384);
  select d.embedding, d.id into kept, place from public.documents d limit 1;
  return q::text;
end;
$$;
create table public.codes (id bigint primary key, code bit(512));
alter table public.codes enable row level security;
create function public.search_bits(query bit(512)) returns setof bigint
language sql stable set search_path = '' as $$
  select c.id from public.codes c order by c.code operator(extensions.<~>) query
$$;
create function public.search_any_bits(query bit) returns setof bigint
language sql stable set search_path = '' as $$
  select c.id from public.codes c order by c.code operator(extensions.<~>) query
$$;
-- The newest definition in the ledger counts.
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text primary key, name text, statements text[]);
insert into supabase_migrations.schema_migrations (version, name, statements) values
  ('0', 'bits', array['create function public.search_bits(query bit(512)) returns setof bigint language sql as $f$ select 1::bigint $f$', 'create function public.search_any_bits(query bit) returns setof bigint language sql as $f$ select 1::bigint $f$']),
  ('1', 'old', array['create function public.by_part(q extensions.vector(384)) returns setof bigint language sql as $f$ select 1::bigint $f$']),
  ('2', 'new', array['create or replace function public.by_part(q extensions.vector(1536)) returns setof bigint language sql as $f$ select 1::bigint $f$']);
-- A function that only mentions the table.
create function public.title_count() returns bigint
language sql stable set search_path = '' as $$ select count(*) from public.documents $$;
