-- silent
-- because: a reload of the schema cache defines nothing and may run as often as it likes.
insert into supabase_migrations.schema_migrations (version, name, statements) values
  ('20250301090000', 'reload', array['notify pgrst, ''reload schema''']),
  ('20250302090000', 'reload', array['notify pgrst, ''reload schema''']);
