-- A column added later, a file that was empty, two files of one version, another order, a way back, another body.
insert into supabase_migrations.schema_migrations (version, name, statements)
values
  ('20250401000000', 'create_notes', array['create table notes (id bigint primary key)', 'alter table notes enable row level security']),
  ('20250402000000', 'later', array[]::text[]),
  ('20250403000000', 'first_branch', array['create role "it''s </script>" password ''hunter2''']),
  ('20250404000000', 'order', array['create table two (id bigint primary key)', 'create table one (id bigint primary key)']),
  ('20250405000000', 'versions_down', array['drop table versions']),
  ('20250406000000', 'it''s größe', array['create function grow(n int) returns int language plpgsql set search_path = '''' as $$ begin return n + 2; end $$']);

-- expect warn: 20250401000000
-- expect warn: 20250402000000
-- expect warn: 20250403000000
-- expect warn: 20250404000000
-- expect warn: 20250405000000
-- expect warn: 20250406000000
