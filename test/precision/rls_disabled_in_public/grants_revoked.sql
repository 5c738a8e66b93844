-- silent
-- because: neither anon nor authenticated holds any privilege on the table: the Data API answers 42501.
create table public.job_runs (id bigint primary key, finished_at timestamptz);
revoke all on public.job_runs from anon, authenticated;
