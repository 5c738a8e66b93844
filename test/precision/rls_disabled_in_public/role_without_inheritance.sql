-- silent
-- because: anon is a member of the group without inheriting its privileges, and requests run as anon itself.
create role back_office nologin;
grant back_office to anon with inherit false;
create table public.stock (id bigint primary key, qty integer);
revoke all on public.stock from anon, authenticated;
grant select, update on public.stock to back_office;
