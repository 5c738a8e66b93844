-- fires: public.languages.config
-- because: a materialized view stores its rows as a table does.
create materialized view public.languages as select cfg.oid::regconfig as config, cfg.cfgname::text as name from pg_catalog.pg_ts_config cfg;
