create table public.items (id bigint primary key, title text);
alter table public.items enable row level security;
create function public.may_read(item bigint) returns boolean language sql stable set search_path = '' as $$ select true $$;
create policy "Readers" on public.items for select using (public.may_read(id));
create policy "Own rows" on public.items for select using ((select auth.uid()) is not null);
-- Which columns these have, their own creation does not tell.
create table public.parents (id bigint primary key, state text);
create table public.children () inherits (public.parents);
create table public.copies (like public.parents);
create index on public.children (state);
create unique index on public.copies (state);
create table public.others (state text references public.copies (state));
-- A type's name calls a cast, a column of a row may be written as a call.
create type public.span as range (subtype = bigint);
create view public.spans as select public.span(1, 2) as one, public.span(1, 2, '[]') as two;
create function public.title(item bigint, lang text) returns text language sql stable set search_path = '' as $$ select '' $$;
create view public.names as select title(items) as title from public.items;
-- What a body puts together may add any column.
do $$
declare name text;
begin
  foreach name in array array['items'] loop
    execute format('alter table public.%I add column owner_id uuid', name);
  end loop;
end
$$;
create index items_owner_idx on public.items (owner_id);
-- Whatever this makes, nobody can tell.
do $$
declare name text;
begin
  foreach name in array array['made_here'] loop
    execute format('create table public.%I (id bigint)', name);
  end loop;
end
$$;
create view public.all_made as select * from public.made_here;
drop function if exists public.never_was(bigint);
drop function if exists public.may_read(bigint, uuid);
