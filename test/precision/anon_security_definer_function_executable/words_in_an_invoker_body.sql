-- silent
-- because: the words SECURITY DEFINER stand in a comment and in a text; the function runs with its caller's rights.
create function public.explain_rights() returns text
language plpgsql as $$
begin
  -- not security definer: row level security must apply
  return 'runs as security invoker, never as security definer';
end $$;
