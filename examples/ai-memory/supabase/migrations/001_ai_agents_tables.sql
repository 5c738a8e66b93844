-- 001: agents, their tasks and a first memory table
-- embeddings come from all-MiniLM-L6-v2 running on the laptop => 384 dims

create extension if not exists vector with schema extensions;

create table ai_agents (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid references auth.users(id) on delete cascade,
  name text not null,
  model text not null default 'llama3',
  system_prompt text,
  config jsonb not null default '{}',
  is_active boolean not null default true,
  created_at timestamptz not null default now(),
  updated_at timestamptz not null default now()
);

create index idx_ai_agents_owner on ai_agents (owner_id);

create table ai_memories (
  id uuid primary key default gen_random_uuid(),
  agent_id uuid references ai_agents(id) on delete cascade,
  content text not null,
  metadata jsonb default '{}',
  embedding vector(384),
  created_at timestamptz default now(),
  updated_at timestamptz default now()
);

create index idx_ai_memories_embedding on ai_memories
  using ivfflat (embedding vector_cosine_ops) with (lists = 100);

create table ai_tasks (
  id uuid primary key default gen_random_uuid(),
  agent_id uuid not null references ai_agents(id) on delete cascade,
  title text not null,
  status text not null default 'pending',
  payload jsonb,
  result jsonb,
  created_at timestamptz not null default now(),
  finished_at timestamptz
);

create index idx_ai_tasks_agent on ai_tasks (agent_id, created_at desc);

alter table ai_agents enable row level security;
alter table ai_tasks enable row level security;

create policy "agents: owner reads" on ai_agents
  for select to authenticated
  using ((select auth.uid()) = owner_id);

create policy "tasks: owner reads" on ai_tasks
  for select to authenticated
  using (agent_id in (select a.id from ai_agents a where a.owner_id = (select auth.uid())));

-- TODO rls on ai_memories when the import script is done

-- used by the playground page. The OpenAI adapter sends 1536 floats.
create or replace function match_ai_memories(query_embedding vector(1536), match_count int default 5)
returns table (id uuid, content text, similarity float)
language sql stable
as $$
  select m.id, m.content, 1 - (m.embedding <=> query_embedding)
  from ai_memories m
  order by m.embedding <=> query_embedding
  limit match_count;
$$;

comment on table ai_memories is 'First take. Superseded by memories (003)?';
