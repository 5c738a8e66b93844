-- expect info: public.dropped
create function public.dropped() returns int language sql security definer as $$ select 1 $$;
-- expect info: public.replaced
create function public.replaced() returns int language sql security definer as $$ select 1 $$;
-- expect info: public.turned
create function public.turned(a int) returns int language sql security definer as $$ select 1 $$;
-- expect info: public.renamed_twice
create function public.renamed_once() returns int language sql security definer as $$ select 1 $$;
