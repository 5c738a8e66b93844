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
create table public.guarded_root (id bigint) partition by list (id);
alter table public.guarded_root enable row level security;
-- A partition does not take the switch over.
-- expect error: public.guarded_root_1
create table public.guarded_root_1 partition of public.guarded_root for values in (1);
