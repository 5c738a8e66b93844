-- swarms of agents

create table swarms (
  id uuid primary key default gen_random_uuid(),
  name text not null,
  owner_id uuid not null references auth.users(id) on delete cascade,
  strategy text not null default 'round_robin',
  created_at timestamptz not null default now()
);

create table swarm_members (
  swarm_id uuid not null references swarms(id) on delete cascade,
  agent_id uuid not null references ai_agents(id) on delete cascade,
  user_id uuid not null references auth.users(id),
  role text not null default 'worker',
  primary key (swarm_id, agent_id)
);

create table swarm_tasks (
  id bigserial primary key,
  swarm_id uuid not null references swarms(id) on delete cascade,
  assigned_to uuid references ai_agents(id) on delete set null,
  payload jsonb not null,
  done boolean not null default false
);
create index on swarm_tasks (swarm_id);

alter table swarms enable row level security;
alter table swarm_members enable row level security;
alter table swarm_tasks enable row level security;

create policy swarms_owner on swarms to authenticated
  using ((select auth.uid()) = owner_id)
  with check ((select auth.uid()) = owner_id);

-- you see the members of the swarms you are in
create policy swarm_members_same_swarm on swarm_members for select to authenticated
  using (exists (
    select 1 from swarm_members me
    where me.swarm_id = swarm_members.swarm_id
      and me.user_id = (select auth.uid())
  ));

create policy swarm_tasks_write on swarm_tasks for update to authenticated
  using (true) with check (true);

create or replace function assign_swarm_task(p_swarm uuid, p_agent uuid)
returns bigint
language plpgsql
security definer
set search_path = ''
as $$
declare
  v_task bigint;
begin
  select t.id into v_task
  from public.swarm_tasks t
  where t.swarm_id = p_swarm and not t.done and t.assigned_to is null
  order by t.id
  limit 1
  for update skip locked;

  update public.swarm_tasks set assigned_to = p_agent where id = v_task;
  return v_task;
end;
$$;
