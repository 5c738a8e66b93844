-- silent
-- because: 001 to 010 are of one length, and all of them come before the stamps both ways.
insert into supabase_migrations.schema_migrations (version, name) values ('001', 'a'), ('002', 'b'), ('009', 'c'), ('010', 'd'), ('20250101000000', 'e');
