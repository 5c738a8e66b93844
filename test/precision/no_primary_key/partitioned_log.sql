-- fires: public.events
-- because: the partitioned table has no key; its partition has none of its own either and follows it.
create table public.events (id bigint, at date not null) partition by range (at);
create table public.events_2026 partition of public.events for values from ('2026-01-01') to ('2027-01-01');
