create role reporting login;
create role dormant nologin bypassrls;
create role helper nologin;
grant helper to anon, authenticator;
