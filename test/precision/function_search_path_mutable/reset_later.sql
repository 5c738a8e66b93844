-- fires: public.touch()
-- because: `alter function … reset all` took the setting away again.
create function public.touch() returns trigger language plpgsql set search_path = '' as $$ begin new.updated_at := now(); return new; end $$;
alter function public.touch() reset all;
