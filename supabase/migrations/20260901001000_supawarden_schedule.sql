-- The nightly audit, its watchdog and the pruning of their history.
--
-- pg_cron, pg_net and Vault may be absent, so their objects are named in dynamic statements only: this file applies
-- anywhere, and select supawarden.install_schedule() completes the schedule once they are there.

create or replace function supawarden.start_audit()
returns bigint
language plpgsql
security invoker
set search_path = ''
as $function$
declare
  audit_url text;
  token text;
  request_id bigint;
begin
  execute $sql$
    select
      max(sec.decrypted_secret) filter (where sec.name = 'supawarden_url'),
      max(sec.decrypted_secret) filter (where sec.name = 'supawarden_token')
    from vault.decrypted_secrets sec
    where sec.name in ('supawarden_url', 'supawarden_token')
  $sql$
  into audit_url, token;
  if coalesce(audit_url, '') = '' or coalesce(token, '') = '' then
    raise exception 'Vault has no secret named %',
      case when coalesce(audit_url, '') = '' then 'supawarden_url' else 'supawarden_token' end
      using hint = 'select vault.create_secret(''<value>'', ''<name>'');';
  end if;
  -- The defaults of pg_net's versions differ, so the time limit is given. The function answers at once and goes on in
  -- the background; 60 s leave room for a cold start.
  execute $sql$
    select net.http_post(
      url := $1,
      body := '{}'::jsonb,
      params := '{}'::jsonb,
      headers := pg_catalog.jsonb_build_object('content-type', 'application/json', 'x-supawarden-token', $2),
      timeout_milliseconds := 60000
    )
  $sql$
  into request_id
  using audit_url, token;
  return request_id;
end
$function$;

comment on function supawarden.start_audit() is
  'Asks the audit function to run, with the address and the token that Vault keeps. The nightly job calls it.';

create or replace function supawarden.watchdog()
returns text
language plpgsql
security invoker
set search_path = ''
as $function$
declare
  last_success timestamptz;
  open_errors bigint;
  examples text;
  faults text[] := '{}';
begin
  select max(run.finished_at)
  into last_success
  from supawarden.runs run
  where run.status = 'succeeded'
    and run.source = 'database';

  if last_success is null then
    faults := faults || 'no audit has succeeded yet'::text;
  elsif last_success < pg_catalog.now() - interval '26 hours' then
    faults := faults || pg_catalog.format(
      'no audit has succeeded in 26 hours, the last one at %s UTC',
      pg_catalog.to_char(last_success at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
    );
  end if;

  select
    count(*),
    pg_catalog.string_agg(err.rule || ' on ' || err.object_identity, '; ' order by err.rule, err.object_identity)
      filter (where err.position <= 5)
  into open_errors, examples
  from (
    select
      fnd.rule,
      fnd.object_identity,
      pg_catalog.row_number() over (order by fnd.rule, fnd.object_identity) as position
    from supawarden.open_findings fnd
    where fnd.severity = 'error'
      -- That this job fails is what it fails to say; counted, it could never pass again.
      and not (fnd.object_kind = 'cron_job' and fnd.object_identity like '%supawarden-watchdog%')
  ) err;

  if open_errors > 0 then
    faults := faults || pg_catalog.format(
      '%s open error %s: %s%s',
      open_errors,
      case when open_errors = 1 then 'finding' else 'findings' end,
      examples,
      case when open_errors > 5 then pg_catalog.format(' and %s more', open_errors - 5) else '' end
    );
  end if;

  -- An exception is the one thing that turns the job's history red.
  if pg_catalog.cardinality(faults) > 0 then
    raise exception 'supawarden: %', pg_catalog.array_to_string(faults, '. ');
  end if;
  return pg_catalog.format(
    'last successful audit at %s UTC, no open error finding',
    pg_catalog.to_char(last_success at time zone 'UTC', 'YYYY-MM-DD HH24:MI')
  );
end
$function$;

comment on function supawarden.watchdog() is
  'Fails when no audit succeeded in 26 hours or error findings are open, so that the history of its job shows it.';

create or replace function supawarden.prune()
returns bigint
language plpgsql
security invoker
set search_path = ''
as $function$
declare
  pruned bigint;
  more bigint;
begin
  delete from supawarden.alerts alr
  where (alr.dead or alr.delivered_at is not null)
    and alr.created_at < pg_catalog.now() - interval '90 days';
  get diagnostics pruned = row_count;
  -- pg_cron never removes its run details by itself.
  if pg_catalog.to_regclass('cron.job_run_details') is not null then
    execute $sql$
      delete from cron.job_run_details run
      where run.command in ('select supawarden.start_audit()', 'select supawarden.watchdog()', 'select supawarden.prune()')
        and coalesce(run.end_time, run.start_time) < pg_catalog.now() - interval '14 days'
    $sql$;
    get diagnostics more = row_count;
    pruned := pruned + more;
  end if;
  return pruned;
end
$function$;

comment on function supawarden.prune() is
  'Removes run details of our own jobs after 14 days and sent or dead alerts after 90; returns how many rows.';

create or replace function supawarden.install_schedule()
returns jsonb
language plpgsql
security invoker
set search_path = ''
as $function$
declare
  absent text[] := '{}';
  job record;
  known record;
  outcome jsonb;
begin
  if pg_catalog.to_regprocedure('cron.schedule(text, text, text)') is null then
    absent := absent || 'pg_cron'::text;
  end if;
  if pg_catalog.to_regprocedure('net.http_post(text, jsonb, jsonb, jsonb, integer)') is null then
    absent := absent || 'pg_net'::text;
  end if;
  if pg_catalog.to_regclass('vault.decrypted_secrets') is null then
    absent := absent || 'Vault'::text;
  end if;

  if pg_catalog.cardinality(absent) > 0 then
    outcome := pg_catalog.jsonb_build_object(
      'status', 'not_scheduled',
      'reason', pg_catalog.array_to_string(absent, ', ')
        || ' not installed; after create extension: select supawarden.install_schedule()'
    );
  else
    begin
      for job in
        select wanted.name, wanted.schedule, wanted.command
        from (values
          ('supawarden-nightly', '0 3 * * *', 'select supawarden.start_audit()'),
          ('supawarden-watchdog', '15 * * * *', 'select supawarden.watchdog()'),
          ('supawarden-prune', '45 3 * * *', 'select supawarden.prune()')
        ) as wanted (name, schedule, command)
      loop
        execute 'select job.schedule, job.command from cron.job job where job.jobname = $1 limit 1'
        into known
        using job.name;
        -- A time that somebody has set, or a job that somebody has paused, stays as it is.
        if known.command is distinct from job.command then
          execute 'select cron.schedule($1, $2, $3)'
          using job.name, coalesce(known.schedule, job.schedule), job.command;
        end if;
      end loop;
      outcome := pg_catalog.jsonb_build_object('status', 'scheduled', 'reason', null);
    exception
      when insufficient_privilege then
        outcome := pg_catalog.jsonb_build_object(
          'status', 'not_scheduled',
          'reason', current_user || ' may not schedule jobs: ' || sqlerrm
        );
    end;
  end if;

  insert into supawarden.settings as cur (key, value)
  values ('schedule', outcome)
  on conflict (key) do update
    set value = excluded.value, updated_at = pg_catalog.now()
    where cur.value is distinct from excluded.value;

  if outcome ->> 'status' = 'scheduled' then
    raise notice 'supawarden: the nightly audit is scheduled; it reads the Vault secrets supawarden_url and supawarden_token';
  else
    raise notice 'supawarden: the nightly audit is not scheduled: %', outcome ->> 'reason';
  end if;
  return outcome;
end
$function$;

comment on function supawarden.install_schedule() is
  'Schedules the nightly audit, the watchdog and the pruning, or records in supawarden.settings why it cannot. Repeatable.';

-- The jobs run as the role that scheduled them; nobody else has to call these.
do $block$
declare
  grantee text;
begin
  for grantee in
    select 'public'
    union all
    select pg_catalog.quote_ident(rol.rolname)
    from pg_catalog.pg_roles rol
    where rol.rolname in ('anon', 'authenticated', 'service_role')
  loop
    execute pg_catalog.format(
      'revoke all on function supawarden.start_audit(), supawarden.watchdog(), supawarden.prune(), supawarden.install_schedule() from %s',
      grantee
    );
  end loop;
end
$block$;

select supawarden.install_schedule();
