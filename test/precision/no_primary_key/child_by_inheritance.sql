-- fires: public.capitals
-- because: a child by INHERITS takes columns over and no key.
create table public.cities (id bigint primary key, name text);
create table public.capitals (state text) inherits (public.cities);
