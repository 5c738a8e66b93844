create table public.profiles (id uuid primary key, email text);
alter table public.profiles enable row level security;

-- expect error: public.members
create view public.members as select id from public.profiles;

-- Switched off by hand.
-- expect error: public.emails
create view public.emails with (security_invoker = false, security_barrier = true) as select email from public.profiles;

-- Column privileges alone.
-- expect error: public.some_columns
create view public.some_columns as select id, email from public.profiles;
revoke all on public.some_columns from anon, authenticated;
grant select (id) on public.some_columns to authenticated;

-- Writes only: the view is updatable.
-- expect error: public.write_only
create view public.write_only as select id, email from public.profiles;
revoke all on public.write_only from anon, authenticated;
grant insert on public.write_only to anon;

-- Over another view.
-- expect error: public.stacked
create view public.stacked as select id from public.members;

-- Nothing below it is guarded.
-- expect warn: public.constants
create view public.constants as select 1 as one;

-- expect: json:"public.\"</script>'\"\";\nü\""
create view public."</script>'"";
ü" as select id from public.profiles;
