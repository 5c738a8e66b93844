-- fires: pgmq.q_mails
-- because: INSERT alone lets every visitor give the worker orders.
create extension pgmq;
select pgmq.create('mails');
create schema pgmq_public;
grant usage on schema pgmq, pgmq_public to anon, authenticated;
create function pgmq_public.send(queue_name text, message jsonb) returns setof bigint language sql set search_path = '' as $$ select pgmq.send(queue_name, message) $$;
grant insert on pgmq.q_mails to anon;
