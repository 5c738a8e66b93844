create extension pgmq;
select pgmq.create('jobs');

-- What the dashboard makes when queues are exposed: functions that run with the rights of the caller.
create schema pgmq_public;
grant usage on schema pgmq, pgmq_public to anon, authenticated, service_role;
create function pgmq_public.send(queue_name text, message jsonb) returns setof bigint language sql set search_path = ''
  as 'select pgmq.send(queue_name, message)';
create function pgmq_public.archive(queue_name text, message_id bigint) returns boolean language sql set search_path = ''
  as 'select pgmq.archive(queue_name, message_id)';

grant select, insert, update, delete on pgmq.q_jobs to authenticated;
grant insert on pgmq.a_jobs to authenticated;
-- expect error: pgmq.q_jobs
-- expect warn: pgmq.a_jobs

-- Who may only send decides what the worker does.
select pgmq.create('inbox');
grant insert on pgmq.q_inbox to anon;
-- expect error: pgmq.q_inbox

-- Columns, everybody, an unlogged queue, a name that must be quoted.
select pgmq.create('mail');
grant select (msg_id, message) on pgmq.q_mail to anon;
-- expect error: pgmq.q_mail
select pgmq.create_unlogged('Hasty; </script> "é"');
grant all on pgmq."q_hasty; </script> ""é""" to public;
-- expect error: pgmq."q_hasty; </script> ""é"""

-- Partitioned: both the queue and the partition that has a grant of its own.
create table pgmq.q_metrics (
  msg_id bigint generated always as identity, read_ct integer, enqueued_at timestamptz, vt timestamptz, message jsonb
) partition by range (msg_id);
create table pgmq.q_metrics_p0 partition of pgmq.q_metrics for values from (0) to (10000);
create table pgmq.q_metrics_p1 partition of pgmq.q_metrics for values from (10000) to (20000);
create role workers nologin;
grant workers to authenticated with inherit true;
grant select on pgmq.q_metrics, pgmq.q_metrics_p0 to workers;
-- expect error: pgmq.q_metrics
-- expect error: pgmq.q_metrics_p0
