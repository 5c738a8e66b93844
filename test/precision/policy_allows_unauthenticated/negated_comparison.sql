-- fires: not_mine on public.reports, error
-- because: null is distinct from every owner that is not null, so that a visitor is distinct from all of them.
create table public.reports (id bigint primary key, reporter uuid not null);
alter table public.reports enable row level security;
create policy not_mine on public.reports for delete using ((select auth.uid()) is distinct from reporter);
