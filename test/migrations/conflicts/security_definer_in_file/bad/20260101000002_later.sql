drop function public.dropped;
create or replace function public.replaced() returns int language sql as $$ select 2 $$;
alter function public.turned(integer) security invoker;
alter function public.renamed_once() rename to renamed_twice;
alter function public.renamed_twice() security invoker;
-- expect warn: public.later
alter function public.later() security definer;
-- expect warn: public.made_elsewhere
alter function public.made_elsewhere(uuid) security definer;
