-- fires: public.logs.embedding
-- because: each partition has one size and the partitioned table two; a search over it meets both.
create extension vector with schema extensions;
create table public.logs (day date not null, embedding extensions.vector) partition by range (day);
create table public.logs_2025 partition of public.logs for values from ('2025-01-01') to ('2026-01-01');
create table public.logs_2026 partition of public.logs for values from ('2026-01-01') to ('2027-01-01');
insert into public.logs values ('2025-05-05', '[1,2]'), ('2026-05-05', '[1,2,3]');
