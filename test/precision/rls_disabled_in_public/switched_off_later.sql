-- fires: public.comments
-- because: the last statement counts: "temporarily" switched off, with the policy still standing there.
create table public.comments (id bigint primary key, author uuid);
alter table public.comments enable row level security;
create policy own on public.comments for all to authenticated using (author = (select auth.uid()));
alter table public.comments disable row level security;
