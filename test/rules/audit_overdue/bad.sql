-- The nightly job was removed, and the last audit succeeded three days ago; what was audited since were migrations.
-- expect warn: postgres
-- expect warn: supawarden-nightly
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
insert into supawarden.runs (status, source, started_at, finished_at)
values
  ('succeeded', 'database', now() - interval '4 days', now() - interval '4 days'),
  ('succeeded', 'database', now() - interval '3 days', now() - interval '3 days'),
  ('failed', 'database', now() - interval '2 days', now() - interval '2 days'),
  ('succeeded', 'migrations', now() - interval '1 hour', now() - interval '1 hour'),
  ('running', 'database', now(), null);
insert into supawarden.settings (key, value, updated_at)
values ('schedule', '{"status": "scheduled", "reason": null}', now() - interval '90 days');
create function supawarden.install_schedule() returns bigint language sql set search_path = '' as
$$ select cron.schedule('supawarden-nightly', '0 3 * * *', 'select supawarden.start_audit()') $$;
revoke all on function supawarden.install_schedule() from public, anon, authenticated, service_role;
select cron.schedule('supawarden-watchdog', '15 * * * *', 'select supawarden.watchdog()');
select cron.schedule('supawarden-prune', '45 3 * * *', 'select supawarden.prune()');
