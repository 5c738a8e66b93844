create table public.items (id bigint primary key, title text not null);
create table public.parents (id bigint primary key, state text);
create table public.children () inherits (public.parents);
create table public.copies (like public.parents);
create table public.parts (id bigint, state text, at date) partition by range (at);
create table public.parts_2026 partition of public.parts for values from ('2026-01-01') to ('2027-01-01');
create table public.copied as select id as item, 'new'::text as state from public.items;
create view public.titles as select *, 'new' as state from public.items;
-- Which columns these have, their own creation does not tell.
create index on public.children (state);
create index on public.copies (state);
create index on public.parts_2026 (state);
create index on public.copied (state);
comment on column public.titles.state is 'of a view';
-- What the same statement adds is there, and system columns are.
alter table public.items add column size integer, add constraint items_size_check check (size > 0);
create view public.places as select ctid, xmin, tableoid from public.items;
-- A bare name may be of either table, the name of an item its whole row.
create view public.both as select title, state from public.items, public.copied;
create view public.whole as select items, to_jsonb(items) as whole from public.items;
create view public.outputs as select lower(title) as state from public.items order by state;
create view public.inner_names as with own as (select 1 as state) select state, own.state as again from own;
create view public.renamed as select other.state from public.items as other (state, two, three);
-- A column of a row may be a function of it.
create function public.state(item public.items) returns text language sql stable set search_path = '' as $$ select 'new' $$;
create view public.states as select i.state from public.items i;
-- Defaults, names and VARIADIC are counted.
create function public.may_read(item bigint, usr uuid default null, variadic rest text[] default '{}') returns boolean language sql stable set search_path = '' as $$ select true $$;
create function public.may_write(item bigint, usr uuid default null, strict boolean default false) returns boolean language sql stable set search_path = '' as $$ select true $$;
create procedure public.fill(item bigint, out filled integer) language plpgsql set search_path = '' as $$ begin filled := 1; end $$;
alter table public.items enable row level security;
create policy "One" on public.items for select using (public.may_read(id));
create policy "Two" on public.items for select using (public.may_write(strict => true, item => id));
create policy "Many" on public.items for select using (public.may_read(id, null, 'a', 'b', 'c'));
create policy "Spread" on public.items for select using (public.may_read(id, null, variadic array['a']));
call public.fill(1, null);
-- A body is looked up when it runs.
create function public.later() returns void language plpgsql set search_path = '' as $$
begin
  perform public.may_read(1, null, 'a', 'b');
  perform public.comes_later(1);
end
$$;
create function public.comes_later() returns void language sql set search_path = '' as $$ select $$;
do $$
begin
  if exists (select from pg_catalog.pg_class where relname = 'elsewhere') then
    create index on public.elsewhere (id);
  end if;
end
$$;
-- Tables of the platform have columns that no file names.
create policy "Own files" on storage.objects for select using (name <> '');
