create table public.notes (id uuid primary key, title text);
alter table public.notes enable row level security;
create sequence public.counter;
create type public.pair as (a integer, b integer);

create function public.resolves() returns void
language plpgsql set search_path = public, extensions as $$
declare
  entry notes%rowtype;
  made public.pair := public.pair(row(1, 2)::public.pair);
begin
  with recent as (select * from notes), picked as (select * from recent)
  select * into entry from picked join public.notes using (id);
  insert into notes as target (id, title) values (gen_random_uuid(), lower('X'))
  on conflict (id) do update set title = excluded.title;
  perform last_value from public.counter;
  perform extensions.digest('x', 'sha256'), count(*) from pg_catalog.pg_class;
  perform auth.uid();
end
$$;

-- Temporary tables, transition tables, dynamic SQL, and tests that come first.
create function public.makes_its_table() returns void
language plpgsql set search_path = '' as $$
begin
  create temporary table scratch on commit drop as select 1 as id;
  insert into scratch (id) values (2);
end
$$;
create function public.on_change() returns trigger
language plpgsql set search_path = '' as $$
begin
  insert into public.notes (id) select id from inserted_rows;
  return null;
end
$$;
create function public.dynamic(p_table text) returns void
language plpgsql set search_path = '' as $$
begin
  execute format('select 1 from public.%I', p_table);
end
$$;
create function public.tests_first() returns void
language plpgsql set search_path = '' as $$
begin
  if to_regclass('public.optional') is not null then
    delete from public.optional;
  end if;
end
$$;
-- Its caller's path decides.
create schema private;
create table private.settings (id integer);
create function public.by_caller() returns bigint language plpgsql as $$
begin
  return (select count(*) from settings);
end
$$;
create function public.standard() returns bigint language sql begin atomic select count(*) from public.notes; end;
