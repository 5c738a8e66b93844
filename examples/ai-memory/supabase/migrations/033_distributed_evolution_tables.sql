-- islands on several machines

create table evolution_islands (
  id uuid primary key default gen_random_uuid(),
  node_id uuid not null references compute_nodes(id),
  experiment_id uuid references evolution_experiments(id) on delete cascade,
  population integer not null default 64
);

alter table evolution_islands enable row level security;

create table evolution_migrants (
  id bigserial primary key,
  candidate_id uuid references evolution_candidates(id) on delete cascade,
  from_island uuid,
  to_island uuid,
  moved_at timestamptz default now()
);
alter table evolution_migrants enable row level security;
create policy migrants_read on evolution_migrants for select to authenticated
  using (candidate_id in (select c.id from evolution_candidates c));
