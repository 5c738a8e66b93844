-- fires: baseline, warn
-- because: the CLI reads digits as a version and nothing else.
insert into supabase_migrations.schema_migrations (version, name) values ('baseline', 'start'), ('20250302090000', 'next');
