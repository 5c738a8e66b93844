-- `or replace` takes the option away.
-- expect error: public.lost
create or replace view public.lost as select * from public.notes;
-- expect error: public.reset_later
alter view public.reset_later reset (security_invoker);
