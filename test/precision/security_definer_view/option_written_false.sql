-- fires: public.profile_cards
-- because: security_invoker is there and off.
create table public.profiles (id uuid primary key, full_name text);
alter table public.profiles enable row level security;
create view public.profile_cards with (security_invoker = false) as select id, full_name from public.profiles;
