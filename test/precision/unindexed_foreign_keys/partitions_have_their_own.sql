-- silent
-- because: the partitioned table has no index, but its only partition has one, which each search uses.
create table public.devices (id bigint primary key);
create table public.readings (device bigint references public.devices (id), at date not null) partition by range (at);
create table public.readings_2026 partition of public.readings for values from ('2026-01-01') to ('2027-01-01');
create index on public.readings_2026 (device);
