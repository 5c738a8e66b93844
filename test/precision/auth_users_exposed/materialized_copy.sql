-- fires: public.user_search
-- because: the copy holds the accounts' e-mail addresses, and no policy can guard it.
create materialized view public.user_search as select u.id, lower(u.email) as email from auth.users u;
