-- silent
-- because: the longer one lies in another schema; each call finds the one of its own schema.
create schema internal;
create function public.send_invite(p_email text) returns void language sql as $$ select null $$;
create function internal.send_invite(p_email text, p_by uuid default null) returns void language sql as $$ select null $$;
