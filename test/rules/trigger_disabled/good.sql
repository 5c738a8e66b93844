create schema private;
create function private.stamp() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$;
create function private.react() returns event_trigger language plpgsql set search_path = '' as $$ begin end $$;

create table public.notes (id bigint primary key, body text);
alter table public.notes enable row level security;
create trigger stamp before update on public.notes for each row execute function private.stamp();
-- Fires always, also where rows arrive by replication.
create trigger always before insert on public.notes for each row execute function private.stamp();
alter table public.notes enable always trigger always;
-- Switched off and on again.
create table private.orders (id bigint primary key, note_id bigint references public.notes (id));
create index on private.orders (note_id);
alter table private.orders disable trigger all;
alter table private.orders enable trigger all;
create event trigger on_ddl on ddl_command_end execute function private.react();
-- The platform's own.
create function storage.scratch() returns trigger language plpgsql set search_path = '' as $$ begin return new; end $$;
create trigger scratch before insert on storage.objects for each row execute function storage.scratch();
alter table storage.objects disable trigger scratch;
create table auth.scratch (id uuid primary key references auth.users (id));
alter table auth.scratch disable trigger all;
create function extensions.scratch() returns event_trigger language plpgsql set search_path = '' as $$ begin end $$;
create event trigger scratch on ddl_command_end execute function extensions.scratch();
alter event trigger scratch disable;
