-- fires: public.handle_new_user(), info
-- because: the documented use: the function of a trigger on auth.users, with a pinned path.
create table public.profiles (id uuid primary key references auth.users (id));
create function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into public.profiles (id) values (new.id);
  return new;
end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
