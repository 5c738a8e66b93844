-- fires: public.event_log
-- fires: public.event_log_2026_01
-- because: the partitioned table and its partition are relations of their own; each can be named in a request.
create table public.event_log (id bigint, at date not null, payload jsonb) partition by range (at);
create table public.event_log_2026_01 partition of public.event_log for values from ('2026-01-01') to ('2026-02-01');
