create extension vector with schema extensions;

-- expect error: public.match_memories(extensions.vector,integer)
-- expect error: public.add_memory(text,text)
-- expect error: public.remember()
-- expect error: "Odd ""Schema"".'"."""find "" it"""(text)
-- expect error: public.fill_memory()
-- expect error: public.first_memory()
-- expect warn: public.search_bits(bit)
-- expect warn: public.search_notes(extensions.vector)
-- expect warn: public.count_close(text)
-- expect warn: public.short_notes.embedding
-- expect error: public.notes_small_idx
-- expect error: public.configured.embedding

create table public.memories (id bigint generated always as identity primary key, embedding extensions.vector(1536));
alter table public.memories enable row level security;
create table public.notes (id bigint primary key, embedding extensions.halfvec(1024));
alter table public.notes enable row level security;
create table public.configured (id bigint primary key, embedding extensions.vector(1536));
alter table public.configured enable row level security;

create function public.match_memories(query extensions.vector, wanted integer) returns setof bigint
language sql stable set search_path = '' as $$
  with asked as (select query::extensions.vector(384) as embedding)
  select m.id
  from public.memories m, asked
  order by m.embedding operator(extensions.<=>) asked.embedding
  limit wanted;
$$;

create function public.add_memory(content text, numbers text) returns void
language plpgsql set search_path = public, extensions as $$
declare
  given vector(384) := numbers::vector;
begin
  insert into memories (embedding) values (given);
end;
$$;

create function public.remember() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.embedding := new.embedding::extensions.vector(768);
  return new;
end;
$$;
create trigger remember before insert on public.memories for each row execute function public.remember();

create schema "Odd ""Schema"".'";
create table "Odd ""Schema"".'"."""Notes""; --" (id int primary key, "the ""Vector""" extensions.vector(3));
create function "Odd ""Schema"".'"."""find "" it"""(t text) returns setof int
language sql stable set search_path = '' as $$
  select n.id from "Odd ""Schema"".'"."""Notes""; --" n
  order by n."the ""Vector""" operator(extensions.<->) t::extensions.vector(4);
$$;

-- What a variable, or a field of NEW, is assigned.
create function public.fill_memory() returns trigger
language plpgsql set search_path = '' as $$
begin
  new.embedding := '[1,2,3]'::extensions.vector(3);
  return new;
end;
$$;
create trigger fill_memory before insert on public.memories for each row execute function public.fill_memory();
create function public.first_memory() returns text
language plpgsql stable set search_path = '' as $$
declare
  place bigint;
  found_one extensions.vector(384);
begin
  select m.embedding, m.id into found_one, place from public.memories m limit 1;
  return found_one::text;
end;
$$;

create table public.codes (id bigint primary key, code bit(512));
alter table public.codes enable row level security;
create function public.search_bits(query bit(256)) returns setof bigint
language sql stable set search_path = '' as $$
  select c.id from public.codes c order by c.code operator(extensions.<~>) query
$$;

-- The size of an argument is kept in the ledger's statements only.
create function public.search_notes(query extensions.vector(512)) returns setof bigint
language sql stable set search_path = '' as $$
  select m.id from public.memories m order by m.embedding operator(extensions.<=>) query
$$;
create schema if not exists supabase_migrations;
create table if not exists supabase_migrations.schema_migrations (version text primary key, name text, statements text[]);
insert into supabase_migrations.schema_migrations (version, name, statements) values
  ('20241231000000', 'bits', array['create function public.search_bits(query bit(256)) returns setof bigint language sql as $f$ select 1::bigint $f$']),
  ('20250101000000', 'first', array['create function public.search_notes(query extensions.vector(1536)) returns setof bigint language sql as $f$ select 1::bigint $f$']),
  ('20250102000000', 'second', array['create function public.search_notes(query extensions.vector(512)) returns setof bigint language sql as $f$ select 1::bigint $f$; select 1']);

-- 256 dimensions that fit no column of the table, though the two never meet in one expression.
create function public.count_close(t text) returns bigint
language plpgsql stable set search_path = '' as $$
declare
  wanted extensions.vector(256);
begin
  execute 'select $1' into wanted using t;
  return (select count(*) from public.memories where embedding is not null);
end;
$$;

create view public.short_notes with (security_invoker = true) as
select id, embedding::extensions.halfvec(512) as embedding from public.notes;

create index notes_small_idx on public.notes using hnsw ((embedding::extensions.halfvec(512)) extensions.halfvec_cosine_ops);
