-- silent
-- because: one view is revoked, the other lies in a schema that is not served.
create view public.admin_users as select u.id, u.email from auth.users u;
revoke all on public.admin_users from public, anon, authenticated;
create schema private;
create view private.users as select u.id, u.email from auth.users u;
grant select on private.users to authenticated;
