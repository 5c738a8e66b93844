create table public.jobs (id bigint primary key);
