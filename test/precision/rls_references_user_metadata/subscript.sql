-- fires: staff on public.rota
-- because: a subscript reads the claim as the operator -> does.
create table public.rota (id bigint primary key);
alter table public.rota enable row level security;
create policy staff on public.rota for select to authenticated using ((auth.jwt())['user_metadata']['role'] = '"staff"'::jsonb);
