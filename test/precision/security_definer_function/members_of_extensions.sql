-- silent
-- because: the function belongs to an extension, which the user cannot alter without losing it at the next upgrade.
create extension if not exists vector with schema public;
create function public.ext_helper() returns integer language sql security definer set search_path = '' as $$ select 1 $$;
alter extension vector add function public.ext_helper();
