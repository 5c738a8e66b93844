-- expect info: public.handle_new_user
create function public.handle_new_user() returns trigger language plpgsql security definer set search_path = ''
as $$ begin return new; end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
create schema private;
-- expect info: private.is_member
create function private.is_member(team uuid) returns boolean language sql security definer set search_path = ''
as $$ select true $$;
create table public.teams (id uuid primary key);
alter table public.teams enable row level security;
create policy members on public.teams for select using (private.is_member(id));
-- expect info: private.on_ddl
create function private.on_ddl() returns event_trigger language plpgsql security definer as $$ begin end $$;
create event trigger on_ddl on ddl_command_end execute function private.on_ddl();
