-- An audit that succeeded last night, and one that failed since; the job is there.
create extension pg_cron with schema pg_catalog;
create schema supawarden;
create table supawarden.runs (
  id uuid primary key default gen_random_uuid(),
  status text not null,
  source text not null default 'database',
  started_at timestamptz not null,
  finished_at timestamptz
);
create table supawarden.settings (key text primary key, value jsonb not null, updated_at timestamptz not null default now());
insert into supawarden.runs (status, started_at, finished_at)
values
  ('succeeded', now() - interval '22 hours', now() - interval '22 hours'),
  ('failed', now() - interval '1 hour', now() - interval '1 hour'),
  ('running', now(), null);
select cron.schedule('supawarden-nightly', '0 3 * * *', 'select supawarden.start_audit()');
