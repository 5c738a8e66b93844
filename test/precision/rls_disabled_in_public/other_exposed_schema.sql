-- fires: "App v2"."userTokens"
-- config: {"exposed_schemas": ["App v2"]}
-- because: the configuration says that the Data API serves this schema; public is not served here.
create schema "App v2";
grant usage on schema "App v2" to authenticated;
create table "App v2"."userTokens" (id bigint primary key, hash text);
grant select on "App v2"."userTokens" to authenticated;
create table public.scratch (id bigint primary key);
