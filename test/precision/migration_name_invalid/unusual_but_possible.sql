-- silent
-- because: spaces, dots, brackets and letters of any script can stand in a file's name.
insert into supabase_migrations.schema_migrations (version, name) values
  ('20250301090000', 'add users (2nd try)'), ('20250302090000', 'größe.v2'), ('20250303090000', '_'), ('1', 'init');
