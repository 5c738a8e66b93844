-- silent
-- config: {"exposed_schemas": ["backoffice"]}
-- because: EXECUTE for PUBLIC is of no use without USAGE on the schema, which only authenticated has.
create schema backoffice;
grant usage on schema backoffice to authenticated;
create function backoffice.close_month(p_month date) returns void
language sql security definer set search_path = '' as $$ select null $$;
