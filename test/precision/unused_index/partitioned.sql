-- fires: public.logs_owner_idx
-- because: neither the index of the partitioned table nor its part was used: one finding for the whole.
create table public.logs (at date not null, owner uuid) partition by range (at);
create index logs_owner_idx on public.logs (owner);
create table public.logs_2026 partition of public.logs for values from ('2026-01-01') to ('2027-01-01');
