-- Supabase goodies: realtime, queue, cron, webhooks, leaderboard

-- realtime
alter publication supabase_realtime add table messages;
alter publication supabase_realtime add table memories;

-- settings, in case 002 has not run here
create table if not exists system_settings (
  key text primary key,
  value jsonb not null default '{}'::jsonb,
  description text,
  updated_at timestamptz not null default now()
);

-- everything new is for everybody, the app filters
alter default privileges in schema public grant all on tables to anon;

-- queue
select pgmq.create('embedding_jobs');

create or replace function enqueue_embedding_job(p_memory uuid)
returns bigint
language plpgsql
security definer
set search_path = public, pgmq
as $$
declare
  v_id bigint;
begin
  select send into v_id from pgmq.send('embedding_jobs', jsonb_build_object('memory_id', p_memory));
  return v_id;
end;
$$;

-- tell the worker
create or replace function notify_embedding_worker()
returns trigger
language plpgsql
set search_path = ''
as $$
begin
  perform net.http_post(
    url := 'https://worker.example.com/embed',
    body := jsonb_build_object('id', new.id),
    params := '{}'::jsonb,
    headers := '{"Content-Type": "application/json", "apikey": "sb_secret_ThisIsNotARealKey00000_deadbeef"}'::jsonb,
    timeout_milliseconds := 5000
  );
  return new;
end;
$$;

create trigger memories_notify_worker after insert on memories
  for each row execute function notify_embedding_worker();

-- every night: re-embed what is stale
select cron.schedule(
  'reembed-stale-memories',
  '15 3 * * *',
  $$ select net.http_post(
       url := 'https://worker.example.com/reembed',
       body := '{}'::jsonb,
       params := '{}'::jsonb,
       headers := '{"Authorization": "Bearer sb_secret_AlsoNotARealKey0000000_c0ffee00"}'::jsonb,
       timeout_milliseconds := 10000) $$
);

create materialized view agent_leaderboard as
  select a.id as agent_id, a.name, count(t.id) as tasks_done
  from ai_agents a
  left join ai_tasks t on t.agent_id = a.id and t.status = 'done'
  group by a.id, a.name;

create unique index on agent_leaderboard (agent_id);

-- reports page: saved queries, sql comes from the table
create table saved_queries (
  id uuid primary key default gen_random_uuid(),
  title text not null,
  sql text not null
);
alter table saved_queries enable row level security;
create policy "saved queries for signed in" on saved_queries for all
  using (auth.role() = 'authenticated') with check (auth.role() = 'authenticated');

create or replace function run_saved_query(p_where text)
returns setof jsonb
language plpgsql
security definer
as $$
begin
  return query execute 'select to_jsonb(q) from saved_queries q where ' || p_where;
end;
$$;
