-- fires: pgmq.a_tasks
-- config: {"exposed_schemas": ["pgmq"]}
-- because: schema pgmq itself is served, and anon may read the archived messages.
create extension pgmq;
select pgmq.create('tasks');
grant usage on schema pgmq to anon;
grant select on pgmq.a_tasks to anon;
