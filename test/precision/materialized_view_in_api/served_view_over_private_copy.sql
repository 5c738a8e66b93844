-- silent
-- because: the materialized view lies in a schema that is not served; what the view in front of it shows is another finding.
create schema private;
create materialized view private.revenue as select 1 as month, 2 as amount;
create view public.revenue as select month from private.revenue;
create table public.materialized_view_log as select 1 as id;
