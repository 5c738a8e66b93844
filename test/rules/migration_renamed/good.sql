-- Their own versions; another literal is another migration.
insert into supabase_migrations.schema_migrations (version, name, statements)
values
  ('024', 'tags', array['create table tags (id bigint primary key)']),
  ('20250101000000', 'create_notes', array['create table notes (id bigint primary key, label text default ''a; c'')', 'alter table notes enable row level security']),
  ('20250302000000', 'sizes', null);
