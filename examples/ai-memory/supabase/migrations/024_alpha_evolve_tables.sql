-- Evolution of agents: experiments, candidates, lineage
create table if not exists evolution_experiments (
  id uuid primary key default gen_random_uuid(),
  agent_id uuid references ai_agents(id),
  started_by uuid references auth.users(id),
  best_metric_id bigint,
  goal text not null,
  generations integer not null default 10,
  status text not null default 'running',
  created_at timestamptz not null default now()
);

create table if not exists evolution_candidates (
  id uuid primary key default gen_random_uuid(),
  experiment_id uuid not null references evolution_experiments(id) on delete cascade,
  parent_id uuid references evolution_candidates(id),
  genome jsonb not null,
  fitness double precision
);

create index if not exists idx_candidates_experiment on evolution_candidates (experiment_id, fitness desc);

alter table evolution_experiments
  add constraint evolution_experiments_best_metric_fk
  foreign key (best_metric_id) references agent_performance_metrics (id);

alter table evolution_experiments enable row level security;
alter table evolution_candidates enable row level security;

create policy "experiments: all for owner" on evolution_experiments for all to authenticated
  using (auth.uid() = started_by)
  with check (auth.uid() = started_by);

create policy "candidates readable" on evolution_candidates for select to authenticated
  using (experiment_id in (select e.id from evolution_experiments e));

create or replace function evolve_agent(p_agent uuid, p_mutation jsonb)
returns uuid
language plpgsql
security definer
as $$
declare
  v_id uuid;
begin
  update ai_agents set config = config || p_mutation, updated_at = now() where id = p_agent;
  insert into evolution_experiments (agent_id, goal) values (p_agent, 'mutation') returning id into v_id;
  return v_id;
end;
$$;
