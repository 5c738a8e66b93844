-- fires: flags on public.flags
-- because: the first argument is null, so that coalesce answers with the second, true.
create table public.flags (id bigint primary key, hidden boolean);
alter table public.flags enable row level security;
create policy flags on public.flags for delete to authenticated using (coalesce(null::boolean, true));
