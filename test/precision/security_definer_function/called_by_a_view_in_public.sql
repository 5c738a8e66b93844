-- fires: private.secret_total(), warn
-- because: a helper of a view is not among the documented uses, though its schema is not served.
create schema private;
create function private.secret_total() returns bigint language sql stable security definer set search_path = '' as $$ select 1::bigint $$;
create view public.total with (security_invoker = true) as select private.secret_total() as total;
