-- silent
-- because: the schema is not served by the Data API, so that anon may execute the policy helper but not call it from outside.
create schema private;
grant usage on schema private to anon, authenticated;
create function private.is_member(p_org uuid) returns boolean
language sql stable security definer set search_path = '' as $$ select p_org is not null $$;
