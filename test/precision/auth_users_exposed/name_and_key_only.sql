-- silent
-- because: the table refers to auth.users and the view is called like it; neither shows a row of it.
create table public.profiles (id uuid primary key references auth.users (id), nick text);
alter table public.profiles enable row level security;
create view public.auth_users as select p.id, p.nick, 'see auth.users'::text as hint from public.profiles p where p.id = auth.uid();
