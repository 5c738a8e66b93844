-- fires: public.delete_account(uuid), warn
-- because: a new function in public is executable by PUBLIC (Postgres) and by anon (Supabase's default privileges), and
-- this one deletes any user's rows with its owner's rights.
create table public.accounts (id uuid primary key, deleted_at timestamptz);
alter table public.accounts enable row level security;
create function public.delete_account(p_user uuid) returns void
language sql security definer set search_path = '' as $$
  update public.accounts set deleted_at = now() where id = p_user;
$$;
