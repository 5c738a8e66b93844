-- silent
-- because: neither pgmq nor pgmq_public is served, so that the grant leads nowhere.
create extension pgmq;
select pgmq.create('tasks');
grant usage on schema pgmq to authenticated;
grant select on pgmq.q_tasks to authenticated;
