-- Comments, blanks, the case of keywords, one piece or several, a name of its own.
insert into supabase_migrations.schema_migrations (version, name, statements)
values
  ('20250401000000', 'notes', array['CREATE TABLE notes (id bigint PRIMARY KEY, label text); -- by hand
ALTER TABLE notes ENABLE ROW LEVEL SECURITY;']),
  ('20250402000000', 'later', array['create table later (id bigint primary key);']),
  ('20250404000000', 'order', array['/* 1; 2 */ create table one (id bigint primary key)', 'create table two (id bigint primary key)', '-- done']),
  ('20250406000000', 'grow', array['create function grow(n int) returns int language plpgsql set search_path = '''' as $$ BEGIN
  RETURN n + 1;
END $$']);
