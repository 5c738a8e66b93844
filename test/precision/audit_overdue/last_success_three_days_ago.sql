-- fires: postgres, warn
-- because: the last audit of the database that succeeded ended 72 hours ago; the one of yesterday failed.
create schema supawarden;
create table supawarden.runs (id uuid primary key, status text not null, trigger text not null, source text not null, started_at timestamptz not null,
  finished_at timestamptz, duration_ms integer, tool_version text not null, server_version text, summary jsonb, error text);
create table supawarden.settings (key text primary key, value jsonb not null, updated_at timestamptz not null default now());
insert into supawarden.runs (id, status, trigger, source, started_at, finished_at, tool_version) values
  (gen_random_uuid(), 'succeeded', 'cron', 'database', now() - interval '72 hours', now() - interval '72 hours', '1'),
  (gen_random_uuid(), 'failed', 'cron', 'database', now() - interval '24 hours', now() - interval '24 hours', '1');
