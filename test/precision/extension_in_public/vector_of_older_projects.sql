-- fires: vector
-- because: a common leftover: the type and over a hundred functions lie in public.
create extension vector with schema public;
