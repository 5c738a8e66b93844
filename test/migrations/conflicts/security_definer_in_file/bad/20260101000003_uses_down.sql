-- expect warn: public.down_file
create function public.down_file() returns int language sql security definer as $$ select 1 $$;
