-- fires: public.members, error
-- because: the view reads auth.users with its owner's rights, and every client may select from it.
create view public.members as select u.id, u.email from auth.users u;
