-- silent
-- because: there is a policy; that it covers reading only may be meant.
create table public.countries (code text primary key);
alter table public.countries enable row level security;
create policy readable on public.countries for select to anon, authenticated using (true);
