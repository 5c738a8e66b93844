-- The same name twice, the same maintenance twice, empty rows, and versions that only begin alike.
insert into supabase_migrations.schema_migrations (version, name, statements)
values
  ('20250101000000', 'fix_rls', array['alter table notes enable row level security']),
  ('20250102000000', 'fix_rls', array['alter table tags enable row level security']),
  ('20250103000000', 'reload', array['notify pgrst, ''reload schema''']),
  ('20250104000000', 'reload', array['notify pgrst, ''reload schema''']),
  ('20250105000000', 'empty', array[]::text[]),
  ('20250106000000', 'empty', array[]::text[]),
  ('20250107000000', 'old', null),
  ('20250108000000', 'old', null),
  ('2025', 'short', array['create table a (id int)']),
  ('20250', 'shorter', array['create table b (id int)']);
