-- fires: public.refresh_dashboard()
-- because: refresh_dashboard() now fits both functions, and Postgres answers "is not unique" (42725).
create function public.refresh_dashboard() returns void language sql as $$ select null $$;
create function public.refresh_dashboard(p_full boolean default false) returns void language sql as $$ select null $$;
