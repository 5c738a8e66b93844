-- silent
-- because: the index of the partitioned table has a part on the partition.
create extension vector with schema extensions;
create table public.logs (day date not null, embedding extensions.vector(3)) partition by range (day);
create table public.logs_2026 partition of public.logs for values from ('2026-01-01') to ('2027-01-01');
create index on public.logs using hnsw (embedding extensions.vector_l2_ops);
create function public.match_logs(q extensions.vector) returns setof date
language sql stable set search_path = public, extensions as $$ select l.day from logs l order by l.embedding <-> q limit 5 $$;
