create function public.as_caller(uuid) returns void language plpgsql set search_path = '' as 'begin end';
create procedure public.tidy() language plpgsql set search_path = '' as 'begin end';
-- What the platform and extensions own is theirs.
create function extensions.helper() returns void
language plpgsql security definer set search_path = '' as 'begin end';
create function auth.internal() returns void
language plpgsql security definer set search_path = '' as 'begin end';
