-- fires: public.handle_new_user()
-- because: with search_path = '' the name profiles resolves to nothing, and each sign-up fails with 42P01.
create table public.profiles (id uuid primary key, email text);
create function public.handle_new_user() returns trigger
language plpgsql security definer set search_path = '' as $$
begin
  insert into profiles (id, email) values (new.id, new.email);
  return new;
end $$;
create trigger on_auth_user_created after insert on auth.users for each row execute function public.handle_new_user();
