-- Move the old rows over. Run once!!
begin;

insert into memories (id, agent_id, content, metadata, created_at, updated_at)
select id, agent_id, content, coalesce(metadata, '{}'::jsonb), created_at, updated_at
from ai_memories
on conflict (id) do nothing;

-- embeddings have to be regenerated, so forget the old ones
update memories set embedding = null;

-- half finished jobs from the old worker
delete from ai_tasks;

update ai_agents set model = 'gpt-4o-mini' where model = 'llama2';

-- so the worker finds it; move this to vault later
insert into system_settings (key, value, description)
values ('openai_api_key', to_jsonb('sk-proj-EXAMPLEnotARealKey0000000000000000000000000000'::text), 'worker key')
on conflict (key) do nothing;

commit;
