-- silent
-- because: very old versions of the CLI recorded no names; there is nothing to compare with.
insert into supabase_migrations.schema_migrations (version) values ('20210101000000'), ('20210201000000');
