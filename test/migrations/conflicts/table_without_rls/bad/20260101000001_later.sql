alter table public.before_rename rename to after_rename;
alter table private.moved_in set schema public;
alter table public.off_again disable row level security;
drop table public.dropped;
-- expect error: public.dropped
create table public.dropped (id bigint);
alter table other.wrong_one enable row level security;
alter table public.only_parent_root enable row level security;
revoke all on public.switched from public;
revoke select on public.switched from anon, authenticated;
