-- silent
-- because: what is no number has no place among numbers to be out of; that no file can be called so is another finding.
insert into supabase_migrations.schema_migrations (version, name) values ('20240101000000', 'a'), ('20240102000000', 'b'), ('manual', 'fix');
