-- fires: reports.ranking
-- config: {"exposed_schemas": ["reports"]}
-- because: the schema is served, and PUBLIC, to which anon belongs, may select.
create schema reports;
grant usage on schema reports to public;
create materialized view reports.ranking as select 1 as place, 'a'::text as name;
grant select on reports.ranking to public;
