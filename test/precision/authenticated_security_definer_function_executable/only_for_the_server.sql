-- silent
-- because: PUBLIC, anon and authenticated have lost EXECUTE and service_role has it by name: only the server can call it.
create function public.grant_credits(p_user uuid, p_amount integer) returns void
language sql security definer set search_path = '' as $$ select null $$;
revoke all on function public.grant_credits(uuid, integer) from public, anon, authenticated;
