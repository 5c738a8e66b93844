-- silent
-- because: SECURITY DEFINER stands in a comment on the function and in its body; the function is an invoker.
create function public.balance() returns integer language sql security invoker as $$
  select 1 -- security definer was removed in review
$$;
comment on function public.balance() is 'must never become security definer';
