-- silent
-- because: the view reads with the rights of its owner, who holds nothing on auth.users: the request is refused.
create role contractor nologin;
grant usage, create on schema public to contractor;
create view public.accounts as select u.id, u.email from auth.users u;
alter view public.accounts owner to contractor;
