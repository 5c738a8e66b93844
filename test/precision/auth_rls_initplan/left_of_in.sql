-- fires: team on public.reports
-- because: what stands left of IN is computed for each row, outside the subquery.
create schema private;
create function private.team_ids() returns setof uuid language sql stable security definer set search_path = '' as $$ select null::uuid $$;
create table public.reports (id bigint primary key);
alter table public.reports enable row level security;
create policy team on public.reports for select to authenticated using (auth.uid() in (select private.team_ids()));
