-- fires: public.catalogue
-- because: anon inherits the privileges of catalogue_reader by this membership.
create role catalogue_reader nologin;
grant catalogue_reader to anon with inherit true;
create table public.catalogue (id bigint primary key, title text);
revoke all on public.catalogue from anon, authenticated;
grant select on public.catalogue to catalogue_reader;
