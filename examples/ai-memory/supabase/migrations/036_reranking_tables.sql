create table rerank_requests (
  id uuid primary key default gen_random_uuid(),
  user_id uuid references auth.users(id) on delete cascade,
  query text not null,
  created_at timestamptz not null default now()
);

create table rerank_candidates (
  request_id uuid not null references rerank_requests(id) on delete cascade,
  memory_id uuid not null references memories(id) on delete cascade,
  score double precision,
  primary key (request_id, memory_id)
);

alter table rerank_requests enable row level security;
create policy rerank_own on rerank_requests for all to authenticated
  using ((select auth.uid()) = user_id) with check ((select auth.uid()) = user_id);

create or replace function rerank_results(p_request uuid, p_limit integer)
returns setof rerank_candidates
language sql stable
security definer
set search_path = public
as $$
  select c.* from rerank_candidates c where c.request_id = p_request order by c.score desc nulls last limit p_limit
$$;
