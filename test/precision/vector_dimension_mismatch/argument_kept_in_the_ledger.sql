-- fires: public.search_notes(extensions.vector), warn
-- because: Postgres forgets the size of an argument, but the migration says vector(512), and what it is compared with has
-- 1024 dimensions.
create extension vector with schema extensions;
create table public.notes (id bigint primary key, embedding extensions.vector(1024));
create function public.search_notes(query extensions.vector(512)) returns setof bigint
language sql stable set search_path = '' as $$
  select n.id from public.notes n order by n.embedding operator(extensions.<=>) query limit 10
$$;
insert into supabase_migrations.schema_migrations (version, name, statements) values ('20250301090000', 'search', array[
  'create function public.search_notes(query extensions.vector(512)) returns setof bigint language sql stable as $f$ select n.id from public.notes n order by n.embedding operator(extensions.<=>) query limit 10 $f$']);
