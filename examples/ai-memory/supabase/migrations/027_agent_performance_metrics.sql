create table agent_performance_metrics (
  id bigint generated always as identity primary key,
  agent_id uuid not null references ai_agents(id) on delete cascade,
  metric text not null,
  value numeric not null,
  recorded_at timestamptz not null default now()
);
create index idx_apm_agent_time on agent_performance_metrics (agent_id, recorded_at);

-- raw samples, append only
create table metric_samples (
  agent_id uuid,
  metric text,
  value double precision,
  at timestamptz default now()
);

-- was in 002 with other columns
create table if not exists agent_metrics (
  id uuid primary key default gen_random_uuid(),
  agent_id uuid not null references ai_agents(id),
  metric_name text not null,
  metric_value numeric not null,
  window_start timestamptz not null
);

alter table agent_performance_metrics enable row level security;
alter table metric_samples enable row level security;

create policy apm_read on agent_performance_metrics for select to authenticated
  using (agent_id in (select a.id from ai_agents a where a.owner_id = (select auth.uid())));

create or replace function record_agent_metric(p_agent uuid, p_metric text, p_value numeric)
returns void
language sql
security definer
set search_path = ''
as $$
  insert into public.agent_performance_metrics (agent_id, metric, value) values (p_agent, p_metric, p_value);
$$;

revoke all on function record_agent_metric(uuid, text, numeric) from public, anon, authenticated;

create view agent_metric_summary with (security_invoker = true) as
  select agent_id, metric, avg(value) as mean, count(*) as samples
  from agent_performance_metrics
  group by agent_id, metric;
