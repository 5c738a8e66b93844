-- expect warn: public.plain
create function public.plain() returns int language sql security definer as $$ select 1 $$;
-- expect warn: public.other_setting
create function public.other_setting() returns int language sql security definer set statement_timeout = 5 as $$ select 1 $$;
-- expect warn: public.proc
create procedure public.proc() language sql security definer as $$ select 1 $$;
-- expect warn: public.set_inside
create function public.set_inside() returns int language plpgsql security definer as $$
begin
  set local search_path = '';
  return 1;
end $$;
-- expect warn: public.to_default
create function public.to_default() returns int language sql security definer set search_path to default as $$ select 1 $$;
-- expect info: public.pinned_later
create function public.pinned_later(a int) returns int language sql security definer as $$ select 1 $$;
-- expect info: public.dropped_later
create function public.dropped_later() returns int language sql security definer as $$ select 1 $$;
create function public.reset_later() returns int language sql security definer set search_path = '' as $$ select 1 $$;
