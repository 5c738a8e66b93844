-- fires: supawarden-nightly
-- because: the installation scheduled the audit, and the job is gone since, though the last audit by hand was an hour ago.
create extension pg_cron;
create schema supawarden;
create table supawarden.runs (id uuid primary key, status text not null, trigger text not null, source text not null, started_at timestamptz not null,
  finished_at timestamptz, duration_ms integer, tool_version text not null, server_version text, summary jsonb, error text);
create table supawarden.settings (key text primary key, value jsonb not null, updated_at timestamptz not null default now());
insert into supawarden.runs (id, status, trigger, source, started_at, finished_at, tool_version) values
  (gen_random_uuid(), 'succeeded', 'cli', 'database', now() - interval '1 hour', now() - interval '1 hour', '1');
insert into supawarden.settings (key, value) values ('schedule', '{"status": "scheduled", "reason": null}');
