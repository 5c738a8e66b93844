create function public.old() returns int language sql security definer as $$ select 1 $$;
