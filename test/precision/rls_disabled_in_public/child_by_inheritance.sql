-- fires: public.cities_archive
-- because: row level security of the parent is not the child's; a request can name the child.
create table public.cities (id bigint primary key, name text);
alter table public.cities enable row level security;
create table public.cities_archive () inherits (public.cities);
