-- The same version, or the same statements under another one.
insert into supabase_migrations.schema_migrations (version, name, statements)
values
  ('20250201000000', 'notes', null),
  ('20240203000000', 'tags', array['create table if not exists tags (id bigint primary key);']),
  ('20250204000000', 'tags_again', array['create table if not exists tags (id bigint primary key)']);
