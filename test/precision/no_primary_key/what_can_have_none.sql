-- silent
-- because: views, materialized views, foreign tables and types cannot have a primary key.
create view public.v as select 1 as id;
create materialized view public.m as select 1 as id;
create foreign data wrapper remote;
create server s foreign data wrapper remote;
create foreign table public.f (id bigint) server s;
create type public.t as (id bigint);
