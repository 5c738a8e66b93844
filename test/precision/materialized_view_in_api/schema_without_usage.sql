-- silent
-- config: {"exposed_schemas": ["analytics"]}
-- because: the schema is served and the view granted, but clients may not use the schema.
create schema analytics;
create materialized view analytics.cohorts as select 1 as week, 2 as users;
grant select on analytics.cohorts to anon, authenticated;
