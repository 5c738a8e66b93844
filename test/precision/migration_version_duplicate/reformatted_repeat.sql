-- fires: 20250302090000
-- because: the statements are the same; a semicolon at the end is not another migration.
insert into supabase_migrations.schema_migrations (version, name, statements) values
  ('20250301090000', 'create_labels', array['create table public.labels (id bigint primary key)']),
  ('20250302090000', 'create_labels_again', array['create table public.labels (id bigint primary key);']);
