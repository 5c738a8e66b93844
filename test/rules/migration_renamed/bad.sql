insert into supabase_migrations.schema_migrations (version, name, statements)
values
  ('20250101000000', 'notes', array['CREATE TABLE notes (id bigint primary key, label text default ''a; b'');
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;']),
  ('24', 'create_tags', array['create table tags (id bigint primary key)']),
  ('it''s "7" </script>', null, array['create table sizes (id bigint primary key)']);

-- expect warn: 20250101000000
-- expect warn: 24
-- expect warn: it's "7" </script>
