-- fires: maintainer, error
-- because: authenticated can set role to staff's role and that one to maintainer; membership is transitive.
create role maintainer nologin bypassrls;
create role staff nologin;
grant maintainer to staff;
grant staff to authenticated;
