create type public.state as enum ('on', 'off');
create table public.b (id bigint primary key, state public.state);
create index on public.b (state);
alter table public.b enable row level security;
create policy read on public.b for select using (true);
create view public.v with (security_invoker = on) as select id from public.b;
create function public.f() returns int language sql as $$ select 1 $$;
grant select on public.b to anon;
insert into public.b values (1, 'on');
