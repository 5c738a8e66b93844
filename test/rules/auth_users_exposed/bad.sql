-- A view reads with its owner's rights, past the row level security of auth.users.
create view public.members as select id, email from auth.users;
-- expect error: public.members

-- A materialized view keeps what its owner saw; a count shows how many accounts there are.
create materialized view public.signups as select created_at::date as day, count(*) from auth.users group by 1;
-- expect error: public.signups

-- Over a view that is not exposed itself.
create schema private;
create view private.accounts as select id, email from auth.users;
create view public.directory as select accounts.email from private.accounts;
-- expect error: public.directory
create view public.phone_book with (security_invoker = true) as select accounts.email from private.accounts;
grant select on private.accounts to authenticated;
-- expect error: public.phone_book

-- Filled as its owner, so that the rights of the caller below it are the owner's.
create view private.own with (security_invoker = true) as select id, email from auth.users;
create materialized view public.copied as select own.email from private.own;
-- expect error: public.copied

-- One column for everybody; a role that anon inherits from.
create view public.emails as select email, phone from auth.users;
revoke all on public.emails from anon, authenticated;
grant select (email) on public.emails to public;
-- expect error: public.emails
create role readers nologin;
grant readers to anon with inherit true;
create view public.inherited as select email from auth.users;
revoke all on public.inherited from anon, authenticated;
grant select on public.inherited to readers;
-- expect error: public.inherited

-- The rights of the caller do not help where a policy on auth.users shows every row. Schema auth is exposed here too.
grant select (id, email) on auth.users to authenticated;
create policy everyone on auth.users for select to authenticated using (auth.uid() is not null);
create view public.colleagues with (security_invoker = true) as select email from auth.users;
-- expect error: public.colleagues
-- expect error: auth.users

-- expect error: json:"public.\"</script>'\"\";\nü\""
create view public."</script>'"";
ü" as select users.* from auth.users;
