-- fires: public.handle_new_user(), warn
-- because: the use is documented with a pinned path only; here the caller's path decides where profiles is.
create table public.profiles (id uuid primary key references auth.users (id));
create function public.handle_new_user() returns trigger language plpgsql security definer as $$
begin
  insert into profiles (id) values (new.id);
  return new;
end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
