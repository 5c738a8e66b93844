-- silent
-- because: every name is written with its schema or is in pg_catalog, which an empty path still searches.
create table public.profiles (id uuid primary key, email text, updated_at timestamptz);
create function public.sync_profile() returns trigger
language plpgsql security definer set search_path = '' as $$
declare
  known public.profiles%rowtype;
begin
  select * into known from public.profiles where id = new.id for update;
  if found and known.email is distinct from new.email then
    update public.profiles set email = lower(coalesce(new.email, '')), updated_at = now() where id = new.id;
  end if;
  perform extensions.uuid_generate_v4(), gen_random_uuid(), pg_catalog.set_config('app.synced', 'yes', true);
  return new;
end $$;
