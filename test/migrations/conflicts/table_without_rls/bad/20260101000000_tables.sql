
-- expect error: public.notes
create table notes (id bigint primary key);
-- expect error: public."we""ird; --ü"
create table if not exists public."we""ird; --ü" (id bigint);
-- expect error: public.events
create table public.events (id bigint, at date) partition by range (at);
-- expect error: public.events_2026
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
-- expect error: public.copied
create table public.copied as select * from public.notes;
-- expect error: public.selected
select * into public.selected from public.notes;
-- expect error: public.after_rename
create table public.before_rename (id bigint);
-- expect error: public.moved_in
create table private.moved_in (id bigint);
-- expect error: public.off_again
create table public.off_again (id bigint);
alter table public.off_again enable row level security;
create table public.dropped (id bigint);
alter table public.dropped enable row level security;
-- expect error: public.switched
create table public.switched (id bigint);
-- expect error: public.wrong_one
create table public.wrong_one (id bigint);
create table other.wrong_one (id bigint);
create table public.only_parent_root (id bigint) partition by list (id);
-- expect error: public.only_parent_1
create table public.only_parent_1 partition of public.only_parent_root for values in (1);
do $$
begin
  if not exists (select from pg_tables where tablename = 'in_block') then
    -- expect error: public.in_block
    create table public.in_block (id bigint);
  end if;
end $$;
