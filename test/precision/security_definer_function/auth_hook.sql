-- fires: public.custom_access_token_hook(jsonb), info
-- because: only supabase_auth_admin can execute it: a hook of Supabase Auth.
create function public.custom_access_token_hook(event jsonb) returns jsonb
language plpgsql stable security definer set search_path = '' as $$ begin return event; end $$;
revoke execute on function public.custom_access_token_hook(jsonb) from public, anon, authenticated, service_role;
grant execute on function public.custom_access_token_hook(jsonb) to supabase_auth_admin;
