-- fires: public.logs_at
-- because: ON ONLY made the index on the partitioned table without its parts; it stays invalid until each partition has one.
create table public.logs (id bigint, at date not null) partition by range (at);
create table public.logs_2026 partition of public.logs for values from ('2026-01-01') to ('2027-01-01');
create index logs_at on only public.logs (at);
