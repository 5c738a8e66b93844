-- expect error @1: 002
drop table public.jobs;
