create extension pgmq;
select pgmq.create('jobs');
create schema pgmq_public;
grant usage on schema pgmq, pgmq_public to anon, authenticated, service_role;
create function pgmq_public.send(queue_name text, message jsonb) returns setof bigint language sql set search_path = ''
  as 'select pgmq.send(queue_name, message)';

-- Row level security decides who may send what.
alter table pgmq.q_jobs enable row level security;
grant select, insert on pgmq.q_jobs to authenticated;
create policy sending on pgmq.q_jobs for insert to authenticated with check (message ->> 'user' = (select auth.uid())::text);

-- For workers with the service key alone.
select pgmq.create('mail');
grant all on pgmq.q_mail, pgmq.a_mail to service_role;

-- Not a queue.
grant select on pgmq.meta to anon, authenticated;
create schema work;
grant usage on schema work to anon;
create table work.q_jobs (id bigint primary key);
grant all on work.q_jobs to anon;
