-- fires: 20250301090000, warn
-- because: a slash cannot stand in a file's name, so no file can be this migration's.
insert into supabase_migrations.schema_migrations (version, name) values ('20250301090000', 'feature/login'), ('20250302090000', 'logout');
