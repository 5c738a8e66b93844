create table public.notes (id int primary key, body text, v varchar(20), n numeric(10, 2));
create type public.state as enum ('a');
create function public.f() returns int language sql as $$ select 1 $$;
create view public.w as select 1 as x;
create index notes_body on public.notes (body);
