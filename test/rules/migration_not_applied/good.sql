-- In one piece, written otherwise, under another version, by version alone, in a row that has no name.
insert into supabase_migrations.schema_migrations (version, name, statements)
values
  ('20250101000000', 'create_notes', array['CREATE TABLE notes (id bigint PRIMARY KEY);']),
  ('20240102000000', 'old_stamp', array['create table tags (id bigint primary key)']),
  ('20250103000000', 'add_body', null),
  ('20250104000000', null, array['create table mcp (id bigint primary key)']),
  ('20250104000001', 'alpha', array['/* The first. */ create table alpha (id bigint primary key)']),
  ('20250105000000', 'it''s größe', array['create table sizes (id bigint primary key, label text default ''a; b'')']);
