-- fires: citext
-- because: where it was made is of no account; it lies in public now.
create extension citext with schema extensions;
alter extension citext set schema public;
