-- expect warn: public.delete_account(uuid)
create function public.delete_account(uuid) returns void
language plpgsql security definer set search_path = '' as 'begin end';

-- expect warn: public.archive(integer)
create procedure public.archive(integer)
language plpgsql security definer as 'begin end';

-- A trigger of the user's own table is no documented use.
-- expect warn: public.stamp()
create function public.stamp() returns trigger
language plpgsql security definer set search_path = '' as 'begin return new; end';
create table public.notes (id uuid primary key);
alter table public.notes enable row level security;
create trigger "st""amp" before insert on public.notes for each row execute function public.stamp();

-- expect info: public.handle_new_user()
create function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as 'begin return new; end';
create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();

-- The documented use, without the pinned path that belongs to it.
-- expect warn: public.handle_deleted_user()
create function public.handle_deleted_user() returns trigger
language plpgsql security definer as 'begin return old; end';
create trigger on_auth_user_deleted after delete on auth.users for each row execute function public.handle_deleted_user();

-- expect info: public.rls_auto_enable()
create function public.rls_auto_enable() returns event_trigger
language plpgsql security definer set search_path = pg_catalog as 'begin end';
create event trigger ensure_rls on ddl_command_end execute function public.rls_auto_enable();

-- expect info: private.is_member(uuid)
create schema private;
create function private.is_member(uuid) returns boolean
language sql stable security definer set search_path = '' as 'select true';
create policy members on public.notes for select to authenticated using (private.is_member(id));

-- The same helper where clients can call it.
-- expect warn: public.is_owner(uuid)
create function public.is_owner(uuid) returns boolean
language sql stable security definer set search_path = '' as 'select true';
create policy owners on public.notes for delete to authenticated using (public.is_owner(id));

-- expect info: private.check_request()
create function private.check_request() returns void
language plpgsql security definer set search_path = '' as 'begin end';
alter role authenticator set pgrst.db_pre_request = 'private.check_request';

-- expect info: public.token_hook(jsonb)
create function public.token_hook(jsonb) returns jsonb
language sql security definer set search_path = '' as 'select $1';
revoke all on function public.token_hook(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.token_hook(jsonb) to supabase_auth_admin;

-- expect warn: json:"\"Pri\"\"vate\".\"</script>';\n--\"(text,text)"
create schema "Pri""vate";
create function "Pri""vate"."</script>';
--"(text, variadic_less text) returns void
language plpgsql security definer set search_path = '' as 'begin end';
