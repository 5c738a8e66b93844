-- expect error: vector
create table public.notes (id bigint primary key, embedding extensions.vector(384));
-- expect error: pg_trgm
create index on public.notes using gin (id extensions.gin_trgm_ops);
-- expect warn: unaccent
create function public.plain(given text) returns text language plpgsql set search_path = '' as $$
begin
  return extensions.unaccent(given);
end
$$;
-- expect error: pg_cron
select cron.schedule('nightly', '0 3 * * *', 'select 1');
