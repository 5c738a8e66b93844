-- silent
-- because: it runs with the caller's own rights; what the caller shadows hurts the caller alone.
create table public.notes (id bigint, owner uuid);
create function public.my_notes() returns bigint language sql stable set search_path = public as $$ select count(*) from notes $$;
