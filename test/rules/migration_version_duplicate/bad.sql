-- A ledger made by hand, without its primary key.
alter table supabase_migrations.schema_migrations drop constraint schema_migrations_pkey;

insert into supabase_migrations.schema_migrations (version, name, statements)
values
  ('00000000000024', 'alpha_evolve_tables', array['create table alpha (id bigint primary key)']),
  ('24', 'mcp_integration_tables', array['create table mcp (id bigint primary key)']),
  ('20250101000000', 'notes', array['create table notes (id bigint primary key)', 'alter table notes enable row level security']),
  ('20250102000000', 'notes', array['create table notes (id bigint primary key);', 'alter table notes enable row level security;']),
  ('20250103000000', 'once more', array['create table notes (id bigint primary key)', 'alter table notes enable row level security']),
  ('20250104000000', 'first', null),
  ('20250104000000', 'it''s "second" </script>', array['select ''\'';']),
  ('x''); drop table users; --', 'one', null),
  ('x''); drop table users; --', 'two', null);

-- expect warn: 24
-- expect warn: 20250102000000
-- expect info: 20250103000000
-- expect error: 20250104000000
-- expect error: x'); drop table users; --
