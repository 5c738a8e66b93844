-- fires: public.transfer_ownership(uuid,uuid), warn
-- because: an RPC with its owner's rights that nobody has allowed in the configuration.
create function public.transfer_ownership(p_team uuid, p_to uuid) returns void
language sql security definer set search_path = '' as $$ select null $$;
