-- fires: public.check_request(), info
-- because: the documented use: the Data API calls it before each request, with the role's own name for it.
create function public.check_request() returns void language plpgsql security definer set search_path = '' as $$ begin null; end $$;
alter role authenticator set pgrst.db_pre_request = 'public.check_request';
