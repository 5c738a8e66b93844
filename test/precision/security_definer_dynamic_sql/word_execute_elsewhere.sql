-- silent
-- because: EXECUTE stands in a comment and in a text that is never run; the message is built from the argument, no statement is.
create function public.explain_grant(p_role text) returns text
language plpgsql security definer set search_path = '' as $$
begin
  -- execute 'grant ' || p_role would be wrong here
  raise notice 'to be run by hand: grant execute on function public.x() to %', p_role;
  return 'execute ' || p_role;
end $$;
