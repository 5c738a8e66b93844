-- fires: public.import_legacy(), warn
-- config: {"rules": {"security_definer_function": {"allow": [{"object": "public.import_legacy()", "reason": "until the move is done", "owner": "data team", "expires_at": "2025-06-30"}]}}}
-- because: the allowance ended six months before the audit.
create function public.import_legacy() returns void language sql security definer set search_path = '' as $$ select null $$;
