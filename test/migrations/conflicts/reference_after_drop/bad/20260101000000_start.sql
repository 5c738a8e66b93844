create table public.items (id bigint primary key, title text);
create table public.old_names (id bigint primary key);
create function public.may_read(item bigint) returns boolean language sql stable set search_path = '' as $$ select true $$;
create function public.may_read(item bigint, usr uuid) returns boolean language sql stable set search_path = '' as $$ select true $$;
drop function public.may_read(bigint);
drop table public.items;
alter table public.old_names rename to names;
-- expect error: public.items
create view public.titles as select title from public.items;
-- expect error: public.old_names
create index on public.old_names (id);
alter table public.names add column word text;
alter table public.names drop column word;
-- expect error: public.names.word
create index on public.names (word);
alter table public.names enable row level security;
-- expect error: public.may_read(bigint)
create policy "Readers" on public.names for select using (public.may_read(id));
-- expect warn: public.old_parts
create function public.count_parts() returns bigint language plpgsql set search_path = '' as $$
begin
  return (select count(*) from public.old_parts);
end
$$;
create table public.old_parts (id bigint primary key);
drop table public.old_parts;
