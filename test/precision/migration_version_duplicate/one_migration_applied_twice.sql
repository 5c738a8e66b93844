-- fires: 20250302090000
-- because: the second row records the statements of the first: a file was re-stamped and ran again.
insert into supabase_migrations.schema_migrations (version, name, statements) values
  ('20250301090000', 'create_tags', array['create table public.tags (id bigint primary key)']),
  ('20250302090000', 'create_tags', array['create table public.tags (id bigint primary key)']);
