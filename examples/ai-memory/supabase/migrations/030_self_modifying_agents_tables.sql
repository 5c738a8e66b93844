-- agents that rewrite themselves (with approval!)

create table agent_code_versions (
  id uuid primary key default gen_random_uuid(),
  agent_id uuid not null references ai_agents(id) on delete cascade,
  patch text not null,
  handler regprocedure,
  approved boolean not null default false,
  created_at timestamptz not null default now()
);

alter table agent_code_versions enable row level security;

create policy "admins approve" on agent_code_versions for all to authenticated
  using ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin')
  with check ((auth.jwt() -> 'user_metadata' ->> 'role') = 'admin');

create or replace function apply_self_modification(p_version uuid, p_table text)
returns void
language plpgsql
security definer
set search_path = public
as $$
declare
  v_patch text;
begin
  select patch into v_patch from agent_code_versions where id = p_version and approved;
  if v_patch is null then
    raise exception 'version % is not approved', p_version;
  end if;
  execute format('update %s set config = %L', p_table, v_patch);
end;
$$;
