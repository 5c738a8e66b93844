-- fires: no_visitors on public.surveys, warn
-- because: who is not anon is signed in, and that is all the policy asks.
create table public.surveys (id bigint primary key, author uuid);
alter table public.surveys enable row level security;
create policy no_visitors on public.surveys for insert to authenticated with check (auth.role() <> 'anon' or author = auth.uid());
