-- 20250102000000 was merged late, the version of mcp is taken, and the last file waits for the next push.
insert into supabase_migrations.schema_migrations (version, name, statements)
values
  ('20250101000000', 'create_notes', array['create table notes (id bigint primary key)']),
  ('20250103000000', 'add_body', array['-- Longer texts.' || chr(10) || 'alter table notes add column body text']),
  ('20250104000000', 'alpha', array['create table alpha (id bigint primary key)']);

-- expect error: 20250102000000
-- expect error: 20250104000000
-- expect error: 20250105000000
