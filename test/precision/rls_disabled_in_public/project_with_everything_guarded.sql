-- silent
-- because: every table that is served is guarded; what is not guarded is not served.
create schema internal;
create table public.profiles (id uuid primary key references auth.users (id), full_name text);
create table public.posts (id bigint generated always as identity primary key, author uuid references public.profiles (id));
create table public.post_events (post bigint, at timestamptz not null) partition by range (at);
create table public.post_events_2026 partition of public.post_events for values from ('2026-01-01') to ('2027-01-01');
create table internal.rates (day date primary key, rate numeric);
create table internal.jobs (id bigint primary key);
alter table public.profiles enable row level security;
alter table public.posts enable row level security;
alter table public.post_events enable row level security;
alter table public.post_events_2026 enable row level security;
create policy own on public.profiles for all to authenticated using (id = (select auth.uid()));
create policy readable on public.posts for select using (true);
create view public.post_counts with (security_invoker = true) as select author, count(*) as n from public.posts group by author;
create function public.todays_rate() returns numeric language sql stable security definer set search_path = '' as $$
  select r.rate from internal.rates r where r.day = current_date
$$;
