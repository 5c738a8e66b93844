-- silent
-- because: only anon was granted EXECUTE back; authenticated is another role and does not inherit from anon.
create function public.track_visit(p_path text) returns void
language sql security definer set search_path = '' as $$ select null $$;
revoke execute on function public.track_visit(text) from public, authenticated;
