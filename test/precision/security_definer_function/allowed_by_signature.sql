-- fires: public.invite(text,text), warn
-- config: {"rules": {"security_definer_function": {"allow": [{"object": "public.invite(text)", "reason": "tests the caller", "owner": "api team"}]}}}
-- because: the configuration allows one signature; its overload is another routine.
create function public.invite(p_email text) returns void language sql security definer set search_path = '' as $$ select null $$;
create function public.invite(p_email text, p_role text) returns void language sql security definer set search_path = '' as $$ select null $$;
