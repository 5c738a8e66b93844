-- Versions of one to fourteen digits: the CLI sorts them as text.
insert into supabase_migrations.schema_migrations (version, name)
values
  ('001', 'start'),
  ('002', 'tables'),
  ('20250119', 'eight digits'),
  ('20250119000001', 'a stamp of the same day'),
  ('20250719191801', 'stamped'),
  ('20250720', 'eight digits among fourteen'),
  ('20250801000000', 'stamped again'),
  ('999999', 'always ''last'' </script>');

-- expect: 20250119
-- expect: 20250720
-- expect: 999999
