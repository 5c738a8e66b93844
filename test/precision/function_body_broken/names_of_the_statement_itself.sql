-- silent
-- because: what stands after FROM are a WITH query, a function's rows, a transition table and aliases: none is looked up in
-- a schema.
create table public.events (id bigint primary key, kind text);
create table public.event_counts (kind text primary key, n bigint not null);
create function public.count_events() returns trigger language plpgsql as $$
begin
  with fresh as (select kind, count(*) as n from added group by kind),
    kinds as (select f.kind from fresh f)
  insert into public.event_counts as target (kind, n)
  select fresh.kind, fresh.n from fresh join kinds using (kind) cross join lateral generate_series(1, 1) step
  on conflict (kind) do update set n = target.n + excluded.n;
  return null;
end $$;
create trigger counted after insert on public.events referencing new table as added
  for each statement execute function public.count_events();
