-- fires: anon, error
-- because: the attribute was given to the role of visitors: no policy applies to them any more.
alter role anon bypassrls;
