create type learning_stage as enum ('explore', 'exploit', 'frozen');

create table parameter_events (
  id smallserial primary key,
  agent_id uuid references ai_agents(id),
  name text not null,
  old_value jsonb,
  new_value jsonb,
  stage learning_stage not null default 'explore',
  created_at timestamptz not null default now()
);
create index idx_parameter_events_agent on parameter_events (agent_id);
create index idx_param_events_agent_id on parameter_events (agent_id);

-- continue after the imported ids
select setval('parameter_events_id_seq', 31900);

alter table parameter_events enable row level security;
create policy parameter_events_read on parameter_events for select to authenticated
  using (agent_id in (select a.id from ai_agents a where a.owner_id = (select auth.uid())));

alter type learning_stage add value if not exists 'retired';
