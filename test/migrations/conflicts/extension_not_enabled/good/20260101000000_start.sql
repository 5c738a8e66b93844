create extension if not exists vector with schema extensions;
create extension if not exists pg_cron;
create table public.notes (id uuid primary key default extensions.uuid_generate_v4(), embedding extensions.vector(384));
select cron.schedule('nightly', '0 3 * * *', 'select 1');
-- Every project starts with pgcrypto.
create view public.digests as select extensions.digest('a', 'sha256') as digest;
create function public.plain(given text) returns text language plpgsql set search_path = '' as $$
begin
  return extensions.unaccent(given);
end
$$;
