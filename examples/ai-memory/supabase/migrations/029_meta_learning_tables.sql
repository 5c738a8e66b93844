-- meta learning: which strategy works for which task

create table meta_strategies (
  id uuid primary key default gen_random_uuid(),
  name text not null unique,
  hyperparameters jsonb not null default '{}'
);

create table meta_learning_runs (
  id uuid primary key default gen_random_uuid(),
  strategy_id uuid not null references meta_strategies(id),
  stage learning_stage not null default 'explore',
  score double precision,
  created_at timestamptz not null default now()
);

create index idx_meta_runs_strategy on meta_learning_runs (strategy_id);
alter table meta_learning_runs enable row level security;

insert into meta_strategies (name, hyperparameters) values
  ('maml', '{"inner_lr": 0.01}'),
  ('reptile', '{"inner_lr": 0.02, "steps": 5}');
