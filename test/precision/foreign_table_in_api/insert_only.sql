-- fires: public.event_sink
-- because: anon may still insert into the other system.
create foreign data wrapper remote;
create server lake foreign data wrapper remote;
create foreign table public.event_sink (id bigint, payload jsonb) server lake;
revoke all on public.event_sink from anon, authenticated;
grant insert on public.event_sink to anon;
