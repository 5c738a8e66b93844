-- silent
-- because: pg_temp is never searched for functions and operators, and the body's one table is written with its schema.
create table public.quotas (user_id uuid, used integer);
create function public.used_quota() returns integer
language sql stable security definer set search_path = public as $$
  select coalesce(sum(q.used), 0)::integer from public.quotas q where q.user_id = auth.uid();
$$;
