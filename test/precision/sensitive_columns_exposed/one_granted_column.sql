-- fires: public.members
-- because: the grant on the column alone is enough to read it in every row.
create table public.members (id bigint primary key, nick text, password_hash text);
revoke all on public.members from anon, authenticated;
grant select (id, password_hash) on public.members to authenticated;
