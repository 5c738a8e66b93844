-- expect warn: reporting
create role reporting login bypassrls;
-- expect warn: "Root"
create role "Root" login superuser;
-- expect error: helper
create role helper nologin bypassrls;
create role between nologin;
grant helper to between;
grant between to anon;
-- expect warn: worker
create role worker nologin bypassrls;
grant worker to authenticator;
-- expect error: authenticated
grant service_role to authenticated;
-- expect warn: json:"\"t\"\"\n</script>é\""
create role "t""
</script>é" login bypassrls;
-- Who may pass a role on may also take it.
-- expect error: granted
create role granted nologin bypassrls;
grant granted to authenticated with admin true, inherit false, set false;
