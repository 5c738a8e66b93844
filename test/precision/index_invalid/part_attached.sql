-- silent
-- because: the only partition's index was attached, which made the whole valid.
create table public.logs (id bigint, at date not null) partition by range (at);
create table public.logs_2026 partition of public.logs for values from ('2026-01-01') to ('2027-01-01');
create index logs_at on only public.logs (at);
create index logs_2026_at on public.logs_2026 (at);
alter index public.logs_at attach partition public.logs_2026_at;
