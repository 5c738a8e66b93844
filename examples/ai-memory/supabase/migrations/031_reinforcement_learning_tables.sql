-- RL: episodes and learned policies (not the RLS kind)

create table rl_policies (
  id uuid primary key default gen_random_uuid(),
  owner_id uuid not null default auth.uid() references auth.users(id),
  name text not null,
  weights jsonb not null default '{}',
  reward double precision not null default 0
);

create table rl_episodes (
  id bigserial primary key,
  policy_id uuid not null references rl_policies(id) on delete cascade,
  steps integer not null,
  total_reward double precision not null
);
create index rl_episodes_policy on rl_episodes using btree (policy_id);
create index rl_episodes_policy_idx on rl_episodes (policy_id);

alter table rl_policies enable row level security;
alter table rl_episodes enable row level security;

create policy rl_policies_select on rl_policies for select to authenticated using ((select auth.uid()) = owner_id);
create policy rl_policies_update on rl_policies for update to authenticated using ((select auth.uid()) = owner_id);

create policy rl_episodes_select on rl_episodes for select to authenticated
  using (policy_id in (select p.id from rl_policies p where p.owner_id = (select auth.uid())));

create or replace function update_policy_reward(p_policy uuid, p_reward double precision)
returns void
language plpgsql security definer
as $$
begin
  update rl_policies set reward = 0.9 * reward + 0.1 * p_reward where id = p_policy;
end
$$;
