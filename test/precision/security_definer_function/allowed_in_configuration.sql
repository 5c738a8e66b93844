-- silent
-- config: {"rules": {"security_definer_function": {"allow": [{"object": "public.accept_invite(*)", "reason": "tests the token", "owner": "api team"}]}}}
-- because: somebody wrote down why it is right.
create function public.accept_invite(p_token uuid) returns void language sql security definer set search_path = '' as $$ select null $$;
