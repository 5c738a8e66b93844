create schema app;
create table app.notes (
  id bigint primary key, owner uuid, made_at timestamptz, body text, constraint notes_body check (body <> '')
);
create index notes_body_idx on app.notes (body);
create index notes_made_idx on app.notes (made_at);
-- Leads with the columns that are required.
create index on app.notes (owner, made_at, id);
create table public.profiles (id bigint primary key);
alter table app.notes enable row level security;
alter table public.profiles enable row level security;
create policy "own rows" on app.notes for select to authenticated using (owner = (select auth.uid()));
create function app.search(words text) returns int language sql set search_path = '' as 'select 1';
create function app.stamp() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$;
create trigger stamp before insert on app.notes for each row execute function app.stamp();
create function app.react() returns event_trigger language plpgsql set search_path = '' as $$ begin end $$;
create event trigger on_ddl on ddl_command_end execute function app.react();
create role reporter;
create extension pg_trgm with schema extensions;
create type app.mood as enum ('low', 'high');
create sequence app.numbers;
create publication app_changes for table app.notes;
insert into storage.buckets (id, name) values ('avatars', 'avatars');
create extension pg_cron;
select cron.schedule('nightly', '0 3 * * *', 'select 1');
insert into supabase_migrations.schema_migrations (version, name) values ('20260101000000', 'notes');
create table app."t""
</script>é" (id bigint primary key);
