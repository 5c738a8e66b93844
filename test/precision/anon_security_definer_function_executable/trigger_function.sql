-- silent
-- because: a function that returns trigger cannot be called as an RPC, whoever holds EXECUTE on it.
create table public.profiles (id uuid primary key references auth.users (id), full_name text);
alter table public.profiles enable row level security;
create function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (id, full_name) values (new.id, new.raw_user_meta_data ->> 'full_name');
  return new;
end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
