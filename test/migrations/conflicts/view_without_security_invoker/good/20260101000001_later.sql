alter view public.switched set (security_invoker = true);
drop view public.dropped;
revoke all on public.closed from anon, authenticated;
alter view public.before rename to after;
alter view public.after set (security_invoker = on);
drop table public.base cascade;
