-- silent
-- because: public.q_tasks is a table of the project; whether it is guarded is another rule's finding.
create extension pgmq;
create schema pgmq_public;
grant usage on schema pgmq, pgmq_public to anon, authenticated;
create table public.q_tasks (msg_id bigint primary key, message jsonb);
