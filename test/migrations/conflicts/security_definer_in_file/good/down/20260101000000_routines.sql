create function public.down() returns int language sql security definer as $$ select 1 $$;
