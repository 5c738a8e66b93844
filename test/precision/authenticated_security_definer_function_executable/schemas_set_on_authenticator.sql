-- fires: v1.cancel_order(bigint)
-- because: role authenticator serves schema v1 and not public, so the function there is callable and the one in public is not.
alter role authenticator set pgrst.db_schemas = 'v1, graphql_public';
create schema v1;
grant usage on schema v1 to authenticated;
create function v1.cancel_order(p_order bigint) returns void
language sql security definer set search_path = '' as $$ select null $$;
create function public.cancel_order(p_order bigint) returns void
language sql security definer set search_path = '' as $$ select null $$;
