create table public.items (id bigint primary key, title text);
drop table public.items;
create table public.items (id bigint primary key, title text);
create view public.titles as select title from public.items;
alter table public.items add column word text;
alter table public.items drop column word;
alter table public.items add column word text;
create index on public.items (word);
drop table if exists public.never_was;
create function public.count_parts() returns bigint language plpgsql set search_path = '' as $$
begin
  return (select count(*) from public.parts);
end
$$;
create table public.parts (id bigint primary key);
drop table public.parts;
create table public.parts (id bigint primary key);
