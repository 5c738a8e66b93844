-- fires: pgmq.q_tasks, error
-- because: queues are exposed, and authenticated may read and write the messages, which no policy guards.
create extension pgmq;
select pgmq.create('tasks');
create schema pgmq_public;
grant usage on schema pgmq, pgmq_public to anon, authenticated, service_role;
create function pgmq_public.pop(queue_name text) returns setof pgmq.message_record language sql set search_path = '' as $$ select * from pgmq.pop(queue_name) $$;
grant select, insert, update, delete on pgmq.q_tasks to authenticated;
