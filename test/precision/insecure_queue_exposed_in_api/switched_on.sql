-- silent
-- because: row level security is on; without a policy clients see and send nothing.
create extension pgmq;
select pgmq.create('tasks');
create schema pgmq_public;
grant usage on schema pgmq, pgmq_public to anon, authenticated;
create function pgmq_public.pop(queue_name text) returns setof pgmq.message_record language sql set search_path = '' as $$ select * from pgmq.pop(queue_name) $$;
grant select, insert, update, delete on pgmq.q_tasks to authenticated;
alter table pgmq.q_tasks enable row level security;
