-- Rows that no file `<digits>_<name>.sql` can stand for.
insert into supabase_migrations.schema_migrations (version, name, statements)
values
  ('20250101000000', 'fine', null),
  ('20250102000000', null, null),
  ('20250103000000', '', null),
  ('20250104000000', 'tables/notes', null),
  ('20250105000000', E'two\nlines', null),
  ('20250106000000', 'what: "this"?', null),
  ('99999999999999999999', 'too_large', null),
  ('010b', 'fix_policies', array['drop policy p on t', 'select ''\''']),
  ('', 'empty', null),
  ('20250107000000', repeat('ä', 200), null),
  (E'1\n''); drop table "users"; -- </script>', 'hostile', null);

-- expect info: 20250102000000
-- expect info: 20250103000000
-- expect warn: 20250104000000
-- expect warn: 20250105000000
-- expect warn: 20250106000000
-- expect warn: 20250107000000
-- expect warn: 99999999999999999999
-- expect warn: 010b
-- expect warn: ""
-- expect warn: json:"1\n'); drop table \"users\"; -- </script>"
