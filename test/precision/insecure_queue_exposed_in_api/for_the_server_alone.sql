-- silent
-- because: the queue has no grant for clients; the functions of pgmq_public run with the caller's rights and fail.
create extension pgmq;
select pgmq.create('tasks');
create schema pgmq_public;
grant usage on schema pgmq, pgmq_public to anon, authenticated, service_role;
create function pgmq_public.pop(queue_name text) returns setof pgmq.message_record language sql set search_path = '' as $$ select * from pgmq.pop(queue_name) $$;
grant all on pgmq.q_tasks to service_role;
