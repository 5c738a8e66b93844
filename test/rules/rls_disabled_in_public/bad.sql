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
