-- silent
-- because: versions of one length sort alike as text and as number, with any gaps.
insert into supabase_migrations.schema_migrations (version, name) values
  ('20230101000000', 'a'), ('20230101000001', 'b'), ('20250719191801', 'c'), ('20991231235959', 'd');
