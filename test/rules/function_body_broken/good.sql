create table public.notes (id uuid primary key, title text);
alter table public.notes enable row level security;
create sequence public.counter;
create type public.pair as (a integer, b integer);
create type public.colour as enum ('red', 'blue');

create function public.resolves() returns void
language plpgsql set search_path = public, extensions as $$
declare
  entry notes%rowtype;
  made public.pair := row(1, 2)::public.pair;
  painted text := public.colour('red');
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

-- Columns: aliases, WITH queries, subselects, outer queries, names of outputs, whole rows, functions of a row.
create type public.mood as enum ('sad', 'glad');
create table public.people (id uuid primary key, name text, mood public.mood, made public.pair, notes jsonb);
alter table public.people enable row level security;
create function public.full_name(p public.people) returns text language sql as 'select p.name';
create function public.columns_resolve(p_name text, p public.people) returns table (person uuid, total bigint)
language plpgsql as $$
<<whole>>
declare
  one public.people%rowtype;
  chosen public.mood := 'sad';
  label public.people.name%type;
  found_notes record;
begin
  with recent as (select n.id, n.title as headline from public.notes n)
  select headline into label from recent r join public.people q on q.id = r.id where r.headline = whole.label;
  select x.*, x.full_name, (x.made).a, x.ctid into found_notes from public.people x;
  perform found_notes.full_name, one.name, p.mood, (p.made).b, chosen::text;
  perform count(*), upper(name) as loud from public.people group by upper(name), mood order by loud, count, mood;
  perform sub.headline from (select title as headline from public.notes) sub order by headline;
  perform q.key, q.value from public.people y, jsonb_each(y.notes) q, lateral (select y.id as inner_id) z where z.inner_id = y.id;
  perform people from public.people where exists (select 1 from public.notes where notes.id = people.id and name is not null);
  update public.people t set name = s.title, notes['a'] = '1' from public.notes s where s.id = t.id returning t.name into label;
  insert into public.people as t (id, name) values (gen_random_uuid(), p_name)
  on conflict (id) do update set name = coalesce(excluded.name, t.name) where t.mood is null returning t.id into one.id;
exception when others then
  return query select q.id, count(*) from public.people q group by q.id;
end
$$;

-- A function that serves several tables and tells them apart.
create function public.on_any() returns trigger
language plpgsql as $$
begin
  if tg_table_name = 'notes' then
    new.title := lower(new.title);
  else
    new.name := lower(new.name);
  end if;
  return new;
end
$$;
create trigger on_any before insert on public.notes for each row execute function public.on_any();
create trigger on_any before insert on public.people for each row execute function public.on_any();

-- Calls with defaults, by name, of variable number, of procedures and of casts.
create function public.adds(first integer, second integer default 0, variadic others integer[] default '{}') returns integer language sql as 'select 1';
create procedure public.runs(inout state integer, note text default 'x') language plpgsql as $$ begin state := 1; end $$;
create function public.calls_resolve() returns integer
language plpgsql as $$
declare
  state integer := public.adds(1) + public.adds(1, 2, 3, 4) + public.adds(1, second => 2, variadic others => '{3}');
begin
  call public.runs(state);
  call public.runs(state, note => 'y');
  return adds(state) + length(text(state)) + (select max(value) from generate_series(1, 3) as series(value));
end
$$;

-- What its bodies make themselves, here or elsewhere, and what they catch.
create function public.prepares() returns void language plpgsql as $$ begin create temporary table prepared as select 1 as id; end $$;
create function public.uses_prepared() returns bigint language plpgsql as $$ begin return (select count(*) from prepared); end $$;
create function public.catches() returns void
language plpgsql as $$
begin
  delete from public.perhaps;
exception when undefined_table then
  raise notice 'nothing to delete';
end
$$;
create function public.looks_it_up() returns void
language plpgsql as $$
begin
  if exists (select 1 from information_schema.columns where table_name = 'notes' and column_name = 'legacy') then
    update public.notes set legacy = null;
  end if;
end
$$;

-- A transition table, where the trigger says its name.
create function public.on_statement() returns trigger
language plpgsql set search_path = '' as $$
begin
  insert into public.people (id, name) select added.id, added.title from added;
  return null;
end
$$;
create trigger on_statement after insert on public.notes referencing new table as added for each statement execute function public.on_statement();

-- Sequences by their text: with a schema, quoted, by OID, and made by the body itself.
create sequence public.note_numbers;
create sequence public."Odd ""Numbers""";
create function public.numbers(place regclass) returns bigint
language plpgsql set search_path = '' as $$
begin
  create temporary sequence counted;
  perform setval('PUBLIC.Note_Numbers', 5), nextval('counted'), nextval(place);
  return nextval('public."Odd ""Numbers"""') + currval('public.note_numbers'::regclass);
end
$$;
