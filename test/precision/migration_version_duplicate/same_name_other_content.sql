-- silent
-- because: two migrations may be called alike; their statements differ.
insert into supabase_migrations.schema_migrations (version, name, statements) values
  ('20250301090000', 'fix_policies', array['drop policy a on public.notes']),
  ('20250302090000', 'fix_policies', array['drop policy b on public.notes']);
