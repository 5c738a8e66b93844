-- `if not exists` hides that the definition is another one.
-- expect error: public.items
create table if not exists public.items (id bigint primary key, title text, amount numeric(12, 2));
-- expect error: public.mood
create type public.mood as enum ('good', 'bad', 'ugly');
-- expect error: public.titles
create view public.titles as select id, title from public.items;
-- expect error: public.items_title_idx
create index items_title_idx on public.items (lower(title));
-- expect error: public.items.title
alter table public.items add column title text;
