-- Left over from before the folder was squashed; made in the dashboard; without statements; by hand; one of two files.
insert into supabase_migrations.schema_migrations (version, name, statements)
values
  ('20250101000000', 'first_draft', array['create table drafts (id bigint primary key)', 'drop table drafts']),
  ('20250201000000', 'create_notes', array['create table notes (id bigint primary key)']),
  ('20250202000000', 'it''s "made" </script>', array['create table made (label text default ''\'')']),
  ('20250205000000', 'lost', null),
  ('20250206000000', 'some_tags', array['create table if not exists tags (id bigint primary key)']),
  ('x''); drop table users; --', 'hand', null);

-- expect warn: 20250101000000
-- expect warn: 20250202000000
-- expect warn: 20250205000000
-- expect warn: 20250206000000
-- expect warn: x'); drop table users; --
