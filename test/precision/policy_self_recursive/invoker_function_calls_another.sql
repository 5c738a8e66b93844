-- fires: admins on public.profiles
-- because: the function that reads the table is called by the one that the policy names, and its names have no schema.
create table public.profiles (id uuid primary key, role text);
alter table public.profiles enable row level security;
create function public.my_role() returns text language plpgsql stable as
  $$ begin return (select p.role from profiles p where p.id = auth.uid()); end $$;
create function public.has_role(wanted text) returns boolean language plpgsql stable as
  $$ begin return my_role() = wanted; end $$;
create policy admins on public.profiles for all to authenticated using ((select public.has_role('admin')));
