create table public.members (id bigint primary key, user_id uuid, title text);
alter table public.members enable row level security;

-- expect error: same on public.members
create policy same on public.members for select to authenticated
  using (exists (select from public.members m where m.user_id = (select auth.uid())));

-- Two tables whose policies read each other.
create table public.teams (id bigint primary key, user_id uuid, title text);
alter table public.teams enable row level security;
create table public.seats (id bigint primary key, user_id uuid, title text);
alter table public.seats enable row level security;

-- expect error: seats on public.teams
create policy seats on public.teams for select using (id in (select seats.id from public.seats));
-- expect error: teams on public.seats
create policy teams on public.seats for all using (id in (select teams.id from public.teams));

-- A write asks the table again, whose policy for reading holds a subquery, though of something else.
create table public.docs (id bigint primary key, user_id uuid, title text);
alter table public.docs enable row level security;

create policy reading on public.docs for select using ((select auth.uid()) = user_id);
-- expect error: writing on public.docs
create policy writing on public.docs for insert with check ((select count(*) from public.docs) < 10);

-- By way of a view with the caller's rights.
create table public.files (id bigint primary key, user_id uuid, title text);
alter table public.files enable row level security;

create view public.my_files with (security_invoker = true) as select files.id from public.files;
-- expect error: json:"\"evil\"\"; --\n</script> ü\" on public.files"
create policy "evil""; --
</script> ü" on public.files for select using (id in (select my_files.id from public.my_files));

-- A view with the caller's rights asks for them below a view with the rights of its owner too.
create table public.shelves (id bigint primary key, user_id uuid, title text);
alter table public.shelves enable row level security;

create view public.my_shelves with (security_invoker = t) as select shelves.id from public.shelves;
create view public.all_shelves as select my_shelves.id from public.my_shelves;
-- expect error: nested on public.shelves
create policy nested on public.shelves for select using (id in (select all_shelves.id from public.all_shelves));

-- Functions that run as their caller, one calling the other, under a name that is no word; Postgres ends the query when
-- its stack is full.
create table public."Tür ""1""" (id bigint primary key, user_id uuid, title text);
alter table public."Tür ""1""" enable row level security;
create function public."is in"() returns boolean language plpgsql stable set search_path = ''
  as 'begin return exists (select from public."Tür ""1""" where user_id = auth.uid()); end';
create function public.may_pass(wanted text) returns boolean language sql stable as 'select public."is in"() or wanted is null';
-- expect error: json:"doors on public.\"Tür \"\"1\"\"\""
create policy doors on public."Tür ""1""" for all to authenticated using ((select public.may_pass('any')));

-- Another policy may let the row through before the function is called.
create table public.chats (id bigint primary key, user_id uuid, title text);
alter table public.chats enable row level security;
create function public.in_chat() returns boolean language sql stable
  as 'select exists (select from public.chats where user_id = auth.uid())';
create policy own on public.chats for select to authenticated using (user_id = (select auth.uid()));
-- expect warn: by_function on public.chats
create policy by_function on public.chats for select to authenticated using (public.in_chat());
