-- fires: public.before_sign_in(jsonb), warn
-- because: authenticated may execute it beside supabase_auth_admin, so it is an RPC as well as a hook.
create function public.before_sign_in(event jsonb) returns jsonb language sql security definer set search_path = '' as $$ select event $$;
revoke execute on function public.before_sign_in(jsonb) from public, anon, service_role;
grant execute on function public.before_sign_in(jsonb) to supabase_auth_admin;
