create role reporting login;
create role dormant nologin bypassrls;
create role helper nologin;
grant helper to anon, authenticator;
-- A member that may neither become the role nor pass it on.
create role archive nologin bypassrls;
grant archive to anon with inherit false, set false;
