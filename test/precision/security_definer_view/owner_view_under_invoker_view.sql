-- fires: public.member_names
-- because: the outer view runs as the caller, but the one it reads, which the caller may select from, answers for its owner.
create table public.members (id uuid primary key, name text, email text);
alter table public.members enable row level security;
create view public.member_names as select id, name from public.members;
create view public.member_list with (security_invoker = true) as select name from public.member_names;
