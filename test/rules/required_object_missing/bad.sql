-- The configuration requires objects of every kind. The table is there; what belongs to it is not.
-- expect error: app.notes.body
-- expect: notes_body on app.notes
-- expect: app.notes_body_idx
-- expect: app.notes_made_idx
-- expect: stamp on app.notes
-- expect: "own rows" on app.notes
create schema app;
create table app.notes (id bigint primary key, owner uuid, made_at timestamptz, text text);
-- An index that covers a part of the rows, or the columns in another order, is not the one that is required.
-- expect error: app.notes
create index on app.notes (made_at, owner);
create index on app.notes (owner, made_at) where made_at > '2026-01-01';
-- Another name, other arguments, another schema.
-- expect: public.profiles
create table app.profiles (id bigint primary key);
-- expect: app.search(text)
create function app.search(words varchar) returns int language sql set search_path = '' as 'select 1';
-- expect: app.mood
-- expect: app.numbers
create table app.other (id bigint primary key);
-- expect: on_ddl
-- expect: reporter
-- expect: pg_trgm
-- expect: app_changes
-- expect: avatars
-- expect: nightly
-- expect: 20260101000000
-- expect: json:"app.\"t\"\"\n</script>é\""
create table app."t"" </script>é" (id bigint primary key);
