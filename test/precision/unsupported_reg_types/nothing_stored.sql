-- silent
-- because: arguments, casts and the columns of a view are not stored.
create function public.config_of(c regconfig) returns text language sql as $$ select c::text $$;
create view public.configs as select cfg.oid::regconfig as config from pg_catalog.pg_ts_config cfg;
