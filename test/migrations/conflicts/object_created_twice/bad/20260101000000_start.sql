create table public.items (id bigint primary key, title text not null, amount numeric(10, 2));
create type public.mood as enum ('good', 'bad');
create view public.titles as select title from public.items;
create index items_title_idx on public.items (title);
