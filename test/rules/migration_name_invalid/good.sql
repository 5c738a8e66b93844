-- Any digits are a version, and most characters a name.
insert into supabase_migrations.schema_migrations (version, name)
values
  ('1', 'start'),
  ('20250101000000', 'it''s größer (2nd try)'),
  ('9223372036854775807', 'the largest'),
  ('20250102000000', 'a.b-c_d e');
