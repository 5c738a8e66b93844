-- silent
-- because: the view belongs to an extension; its owner is not the project.
create extension citext with schema extensions;
create table public.samples (id bigint primary key);
alter table public.samples enable row level security;
create view public.sample_stats as select count(*) as n from public.samples;
alter extension citext add view public.sample_stats;
