create table public.members (id bigint primary key, user_id uuid, title text);
alter table public.members enable row level security;
create table public.notes (id bigint primary key, user_id uuid, title text);
alter table public.notes enable row level security;

create policy own on public.members for select using ((select auth.uid()) = user_id);
create policy shared on public.notes for select using (exists (select from public.members m where m.user_id = auth.uid()));
create schema private;
create function private.is_member() returns boolean language sql stable security definer set search_path = ''
  as 'select exists (select from public.members)';
create policy helper on public.members for update using ((select private.is_member()));
create table public.limits (id bigint primary key, user_id uuid, title text);
alter table public.limits enable row level security;

-- Reading needs no subquery, so the second look at the table ends.
create policy reading on public.limits for select using (true);
create policy quota on public.limits for insert with check ((select count(*) from public.limits l) < 10);
create table public.files (id bigint primary key, user_id uuid, title text);
alter table public.files enable row level security;

create view public.all_files as select files.id from public.files;
create policy over_view on public.files for select using (id in (select all_files.id from public.all_files));
create table public.split (id bigint primary key, user_id uuid, title text);
alter table public.split enable row level security;

-- Never both for one role.
create policy for_anon on public.split for select to anon using (true);
create policy for_insert on public.split for insert to anon with check (exists (select from public.split s));
create policy signed_in on public.split for select to authenticated using ((select auth.uid()) = user_id);
-- As the caller, yet of another table; and not under a policy for reading.
create table public.staff (user_id uuid primary key);
alter table public.staff enable row level security;
create policy own on public.staff for select using (user_id = (select auth.uid()));
create function public.is_staff() returns boolean language sql stable
  as 'select exists (select from public.staff where user_id = auth.uid())';
create table public.rooms (id bigint primary key, user_id uuid, title text);
alter table public.rooms enable row level security;
create policy staff on public.rooms for select using (public.is_staff());
create function public.rooms_left() returns boolean language sql stable as 'select count(*) < 10 from public.rooms';
create policy few on public.rooms for insert to authenticated with check (public.rooms_left());
