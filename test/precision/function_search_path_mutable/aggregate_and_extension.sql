-- silent
-- because: an aggregate cannot have the setting, and an extension's functions are not the user's to change.
create extension if not exists pg_trgm with schema public;
create aggregate public.product(numeric) (sfunc = numeric_mul, stype = numeric, initcond = '1');
