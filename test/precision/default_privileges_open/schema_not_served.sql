-- silent
-- config: {"exposed_schemas": ["api"]}
-- because: neither public nor jobs is served, so that the entries open nothing to the Data API.
create schema jobs;
alter default privileges for role postgres in schema jobs grant all on tables to authenticated;
