-- Padded numbers before stamps sort alike both ways; what is no number has no order to judge.
insert into supabase_migrations.schema_migrations (version, name)
values
  ('001', 'start'),
  ('002', 'tables'),
  ('041', 'extensions'),
  ('20250101000000', 'stamped'),
  ('20250101000001', 'stamped'),
  ('20250719191801', 'stamped'),
  ('010b', 'not a number');
