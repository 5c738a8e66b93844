-- silent
-- because: BYPASSRLS is not inherited, and the membership does not allow set role.
create role exporter nologin bypassrls;
grant exporter to authenticated with inherit true, set false;
