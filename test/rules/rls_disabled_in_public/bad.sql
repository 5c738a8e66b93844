-- expect error: public.notes
create table public.notes (id bigint primary key, body text);

-- Partitioned: the root and the partition that has a grant of its own; the other partition is closed.
-- expect error: public.events
create table public.events (id bigint, at date, primary key (id, at)) partition by range (at);
-- expect error: public.events_2026
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
create table public.events_2027 partition of public.events for values from ('2027-01-01') to ('2028-01-01');
revoke all on public.events_2027 from anon, authenticated;

-- INSERT alone is enough, and so is one column.
-- expect error: public.guestbook
create table public.guestbook (id bigint primary key, body text);
revoke all on public.guestbook from anon, authenticated;
grant insert on public.guestbook to anon;
-- expect error: public.profiles
create table public.profiles (id bigint primary key, nickname text, email_hash text);
revoke all on public.profiles from anon, authenticated;
grant select (nickname) on public.profiles to authenticated;

-- expect error: json:"public.\"t\"\"\n</script>é\""
create table public."t""
</script>é" (id bigint primary key);
-- expect error: public."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüx"
create table public."üüüüüüüüüüüüüüüüüüüüüüüüüüüüüüüx" (id bigint primary key);

-- Not exposed, but served through a view that reads with the caller's rights.
-- expect error: private.ledger
create schema private;
create table private.ledger (id bigint primary key, amount numeric);
grant select on private.ledger to authenticated;
create view public.ledger with (security_invoker = true) as select ledger.id from private.ledger;
-- The view's owner reads this one; what to do about it is the view's finding.
create table private.audit (id bigint primary key);
create view public.audit with (security_invoker = false) as select audit.id from private.audit;

-- For everybody, and for a role that anon inherits from.
-- expect error: public.by_public
create table public.by_public (id bigint primary key);
revoke all on public.by_public from anon, authenticated;
grant delete on public.by_public to public;
-- expect error: public.by_role
create role readers nologin;
grant readers to anon with inherit true;
create table public.by_role (id bigint primary key);
revoke all on public.by_role from anon, authenticated;
grant select on public.by_role to readers;

-- Row level security passes over the owner of a table.
-- expect error: public.owned
create table public.owned (id bigint primary key, user_id uuid);
alter table public.owned enable row level security;
create policy own on public.owned for select using ((select auth.uid()) = user_id);
alter table public.owned owner to authenticated;
-- expect error: public.owned_and_off
create table public.owned_and_off (id bigint primary key);
alter table public.owned_and_off owner to readers;

-- A view with the caller's rights, below a view with its owner's.
-- expect error: private.entries
create table private.entries (id bigint primary key);
grant select on private.entries to authenticated;
create view private.entry_list with (security_invoker = on) as select entries.id from private.entries;
create view public.entry_list as select entry_list.id from private.entry_list;
