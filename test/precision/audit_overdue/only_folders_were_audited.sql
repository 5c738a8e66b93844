-- fires: postgres
-- because: audits of migration folders go on, but the database itself was audited four days ago.
create schema supawarden;
create table supawarden.runs (id uuid primary key, status text not null, trigger text not null, source text not null, started_at timestamptz not null,
  finished_at timestamptz, duration_ms integer, tool_version text not null, server_version text, summary jsonb, error text);
create table supawarden.settings (key text primary key, value jsonb not null, updated_at timestamptz not null default now());
insert into supawarden.runs (id, status, trigger, source, started_at, finished_at, tool_version) values
  (gen_random_uuid(), 'succeeded', 'cron', 'database', now() - interval '96 hours', now() - interval '96 hours', '1'),
  (gen_random_uuid(), 'succeeded', 'cli', 'migrations', now() - interval '1 hour', now() - interval '1 hour', '1');
