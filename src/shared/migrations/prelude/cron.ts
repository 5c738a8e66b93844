import type { StandIn } from "./stand_in.ts";

/** pg_cron. On Supabase it is registered in pg_catalog whatever schema the statement names, and makes `cron`. */
export const cron: StandIn = {
  name: "pg_cron",
  version: "1.6.4",
  limits: "jobs are recorded and never run",
  sql: `
create schema cron;
create sequence cron.jobid_seq;
create sequence cron.runid_seq;
create table cron.job (
  jobid bigint not null default nextval('cron.jobid_seq') primary key,
  schedule text not null,
  command text not null,
  nodename text not null default 'localhost',
  nodeport integer not null default 5432,
  database text not null default current_database(),
  username text not null default current_user,
  active boolean not null default true,
  jobname text,
  constraint jobname_username_uniq unique (jobname, username)
);
create table cron.job_run_details (
  jobid bigint,
  runid bigint not null default nextval('cron.runid_seq') primary key,
  job_pid integer,
  database text,
  username text,
  command text,
  status text,
  return_message text,
  start_time timestamptz,
  end_time timestamptz
);
alter table cron.job enable row level security;
alter table cron.job_run_details enable row level security;
create policy cron_job_policy on cron.job using (username = current_user);
create policy cron_job_run_details_policy on cron.job_run_details using (username = current_user);
create function cron.schedule(job_name text, schedule text, command text) returns bigint language sql as $body$
  insert into cron.job (jobname, schedule, command) values (job_name, schedule, command)
  on conflict (jobname, username) do update set schedule = excluded.schedule, command = excluded.command, active = true
  returning jobid
$body$;
create function cron.schedule(schedule text, command text) returns bigint language sql as $body$
  insert into cron.job (schedule, command) values (schedule, command) returning jobid
$body$;
create function cron.schedule_in_database(
  job_name text, schedule text, command text, database text, username text default null, active boolean default true
) returns bigint language sql as $body$
  insert into cron.job (jobname, schedule, command, database, username, active)
  values (job_name, schedule, command, database, coalesce(schedule_in_database.username, current_user), active)
  on conflict (jobname, username) do update
    set schedule = excluded.schedule, command = excluded.command, database = excluded.database, active = excluded.active
  returning jobid
$body$;
create function cron.alter_job(
  job_id bigint, schedule text default null, command text default null, database text default null,
  username text default null, active boolean default null
) returns void language sql as $body$
  update cron.job set
    schedule = coalesce(alter_job.schedule, job.schedule),
    command = coalesce(alter_job.command, job.command),
    database = coalesce(alter_job.database, job.database),
    username = coalesce(alter_job.username, job.username),
    active = coalesce(alter_job.active, job.active)
  where jobid = job_id
$body$;
create function cron.unschedule(job_id bigint) returns boolean language plpgsql as $body$
begin
  delete from cron.job where jobid = job_id;
  if not found then
    raise exception 'could not find valid entry for job ''%''', job_id;
  end if;
  return true;
end
$body$;
create function cron.unschedule(job_name text) returns boolean language plpgsql as $body$
begin
  delete from cron.job where jobname = job_name and username = current_user;
  if not found then
    raise exception 'could not find valid entry for job ''%''', job_name;
  end if;
  return true;
end
$body$;
grant usage on schema cron to postgres;
grant select on cron.job to postgres;
grant select, delete on cron.job_run_details to postgres;
delete from pg_catalog.pg_depend dep
using pg_catalog.pg_extension ext
where ext.extname = 'pg_cron'
  and dep.classid = 'pg_catalog.pg_extension'::regclass
  and dep.objid = ext.oid
  and dep.refclassid = 'pg_catalog.pg_namespace'::regclass;
update pg_catalog.pg_extension set extnamespace = 'pg_catalog'::regnamespace where extname = 'pg_cron';
`,
};
