-- Shapes that Postgres prints differently on its versions, after a restore, or depending on how they were written.
create schema shapes;
create type shapes.mood as enum ('sad', 'ok', 'happy');
create domain shapes.email as varchar(200) check (value like '%@%' and value not in ('a@b', 'c@d')) default 'nobody@nowhere';
create domain shapes.percent as numeric(5, 2) check (value between 0 and 100) not null;
create type shapes.pair as (a int, b text collate "C");
create type shapes.span as range (subtype = float8, subtype_diff = float8mi);

create table shapes.items (
  id bigint generated always as identity primary key,
  dropped int,
  kind varchar(20) not null default 'draft' check (kind in ('draft', 'open', 'done')),
  code char(3) check (code in ('abc', 'def')),
  label text check (label in ('a', 'b', null)),
  mood shapes.mood default 'ok' check (mood in ('ok', 'happy')),
  amount numeric(12, 2) default 0 check (amount between 1 and 10 and amount <> 5 or amount is null),
  small smallint default 1,
  price real default 1.5,
  starts date default '2020-01-01',
  seen timestamptz default '2020-01-01 10:00:00+02',
  pause interval default '1 day 02:03:04',
  raw bytea default '\xdeadbeef',
  tags text[] default '{}',
  data jsonb not null default '{"a": 1}',
  owner uuid default gen_random_uuid(),
  mail shapes.email,
  part shapes.percent default 50,
  pair shapes.pair default row (1, 'x'),
  full_name text generated always as (coalesce(label, '') || ' ' || kind) stored,
  constraint spread check ((amount > 0 and amount < 100) and (small > 0 and (price > 0 or price < -1))),
  constraint negated check (not (small = 3 or small = 4)),
  constraint quoted check (label <> 'it''s' and label !~ '\d+' and label not like 'x%' and label ~* 'Y'),
  constraint tuple check ((small, price) <> (1, 2) or (small, price) < (3, 4))
);
alter table shapes.items drop column dropped;
alter table shapes.items add column late text not null default 'late';
create table shapes.children (
  id serial primary key,
  item bigint references shapes.items on delete cascade,
  other bigint,
  constraint two foreign key (item) references shapes.items (id) match full deferrable initially deferred,
  unique nulls not distinct (item, other),
  exclude using gist (int8range(item, other) with &&) where (item > 0)
);
comment on column shapes.children.item is 'an item';
create index on shapes.items (lower(label), (data ->> 'a'));
create index part on shapes.items (kind desc nulls last, amount) include (small) where kind in ('open', 'done') and amount between 1 and 2;
create index on shapes.items using gin (to_tsvector('english', label || ' ' || kind));
create index on shapes.items ((data ->> 'n') text_pattern_ops, label collate "C");
create statistics shapes.many (ndistinct, dependencies) on kind, small from shapes.items;
create statistics shapes.expressive on (lower(label)), kind from shapes.items;

create view shapes.single as select id, kind, amount * 2 as twice, i.label from shapes.items i where kind in ('open', 'done') and amount between 1 and 5 order by i.amount desc, kind;
create view shapes.plain as select id, kind from shapes.items where label is not null group by id, kind having count(*) > 1;
create view shapes.nested as
  select id, (select count(*) from shapes.children c where c.item = items.id and c.other in (1, 2)) as children
  from shapes.items
  where exists (select 1 from shapes.children where item = items.id) and id <> all (select other from shapes.children);
create view shapes.joined as
  select i.*, c.other from shapes.items i join shapes.children c on c.item = i.id left join lateral (select max(x.id) as top from shapes.items x where x.id < i.id) t on true;
create view shapes.using_join as select * from shapes.children a join (select item, count(*) as n from shapes.children group by item) b using (item);
create view shapes.united as select id, kind::text as what from shapes.items union all select id, 'child' from shapes.children where other between 1 and 3 order by 1;
create view shapes.with_query as with recursive up (id, depth) as (select id, 1 from shapes.items where id = 1 union all select c.item, depth + 1 from shapes.children c join up on c.other = up.id) select * from up;
create view shapes.windowed as select id, row_number() over (partition by kind order by amount desc) as place, sum(amount) filter (where kind <> 'done') over w as total from shapes.items window w as (order by id rows between 1 preceding and current row);
create view shapes.cases as select id, case kind when 'open' then 1 when 'done' then 2 else null end as rank, case when amount > 1 then 'x' end as mark, coalesce(label, kind, 'none') as text, nullif(label, '') as some from shapes.items;
create view shapes.literals as select 1 as one, -1 as minus, 1.50 as half, 'a' as a, 'b'::varchar(3) as b, null as nothing, null::text as none, true as yes, date '2020-01-01' as day, interval '1 month' as month, array[1, 2] as list, array['a', 'b']::varchar[] as words, '{1,2}'::int[] as ints, e'tab\tand "quote"' as odd, b'101' as bits;
create view shapes.calls as select extract(year from seen) as year, seen at time zone 'UTC' as utc, substring(label from 2 for 3) as part, trim(both ' ' from label) as trimmed, position('a' in label) as at, overlay(label placing 'x' from 1) as laid, current_date as today, current_user as me, label like any (array['a%', 'b%']) as liked, label ilike 'a\_%' escape '\' as escaped, label similar to '(a|b)%' as similar, (starts, pause) overlaps (starts, pause) as laps, tags[1] as first, tags[1:2] as slice, (pair).a as member, data -> 'a' ->> 'b' as path, data @> '{"a": 1}' as has, kind = any ('{open,done}') as among, kind <> all (array['open', 'done']) as not_among, amount is distinct from 3 as other, label is not null as there, (label is null) = true as odd from shapes.items;
create view shapes.values_view as select * from (values (1, 'a'), (2, 'b')) v (n, letter) where n in (1, 2);
create view shapes.series as select g, g + 1 as next from generate_series(1, 3) g where g > 1;
create view shapes.grouping as select kind, label, grouping(kind, label) as level, count(*) as n from shapes.items group by rollup (kind, label);
create view shapes.renamed as select id as number, label as "The Label" from shapes.items;
alter table shapes.items rename column owner to "Owner";
create materialized view shapes.summary as select kind, count(*) as n, string_agg(label, ', ' order by label) as labels, array_agg(distinct small) as smalls, percentile_cont(0.5) within group (order by amount) as median from shapes.items where kind in ('open') group by kind with no data;
create unique index on shapes.summary (kind);
create view shapes.checked with (security_invoker = true) as select id, kind from shapes.items where kind = 'open' with check option;
create rule keep as on delete to shapes.checked do instead update shapes.items set kind = 'done' where items.id = old.id and old.kind in ('open', 'draft');

alter table shapes.items enable row level security;
create policy own on shapes.items for select to authenticated using ("Owner" = auth.uid() and kind in ('open', 'done'));
create policy sub on shapes.items for update using ("Owner" = (select auth.uid())) with check (amount between 1 and 10 or exists (select 1 from shapes.children where children.item = items.id and other in (1, 2)));
create policy jwt on shapes.items for insert with check ((auth.jwt() ->> 'role') in ('admin', 'editor') and (auth.jwt() -> 'app_metadata' ->> 'org')::uuid = "Owner");
create policy "files" on storage.objects for select using (bucket_id = 'avatars' and (storage.foldername(name))[1] = auth.uid()::text);

create function shapes.touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touch before update of kind, label on shapes.items for each row when (old.kind is distinct from new.kind and new.kind in ('open', 'done')) execute function shapes.touch('a', 'b''c');
create constraint trigger later after insert on shapes.children deferrable initially deferred for each row when (new.item between 1 and 2) execute function shapes.touch();
create trigger made after insert on auth.users for each row execute function shapes.touch();
create function shapes.total(a int default 1, b varchar default 'x', variadic c text[] default '{}', out d int, out e text) language sql stable begin atomic select count(*)::int, max(kind) from shapes.items where kind in ('open', 'done') and amount between 1 and 2 and a > 0; end;
create function shapes.plus(a int, b int default 2 + 3) returns int language sql immutable return a + b * 2;
create function shapes.listed(p text default 'a') returns table (id bigint, kind text) language sql security definer set search_path = '' as $$ select id, kind from shapes.items $$;
create procedure shapes.work(inout n int default null) language plpgsql set work_mem = '8MB' as $$ begin n := 1; end $$;
create aggregate shapes.sum_up (int) (sfunc = int4pl, stype = int, initcond = '0');
create operator shapes.=== (leftarg = int, rightarg = int, function = int4eq, commutator = operator(shapes.===));
create collation shapes.plain_order from "C";
create text search configuration shapes.simple_english (copy = pg_catalog.english);
create function shapes.mood_number(m shapes.mood) returns int language sql immutable as $$ select 1 $$;
create cast (shapes.mood as int) with function shapes.mood_number(shapes.mood) as assignment;
create sequence shapes.counter as int start 5 increment 5 cycle;
create sequence shapes.down increment -1;

create table shapes.events (id bigint not null, at timestamptz not null, region text default 'eu', primary key (id, at), check (region in ('eu', 'us'))) partition by range (at);
create table shapes.events_2020 partition of shapes.events for values from ('2020-01-01') to ('2021-01-01');
create table shapes.events_rest partition of shapes.events default;
create index on shapes.events (region) where region in ('eu', 'us');
create table shapes.by_kind (kind text, n int) partition by list ((lower(kind)));
create table shapes.by_kind_a partition of shapes.by_kind for values in ('a', 'b', null);
create rule log as on update to shapes.children where old.item between 1 and 2 do also insert into shapes.by_kind values ('c', old.id);
create table shapes.parent (a int check (a in (1, 2)), b text default 'p');
create table shapes.heir (c int) inherits (shapes.parent);
create trigger on_events after insert on shapes.events for each row execute function shapes.touch();

revoke all on shapes.children from public;
grant usage on schema shapes to anon, authenticated;
grant select, insert on shapes.items to authenticated with grant option;
grant all on shapes.children to service_role;
grant select (id, kind), update (label) on shapes.items to anon;
revoke execute on function shapes.plus(int, int) from public;
grant execute on function shapes.plus(int, int) to authenticated;
revoke usage on type shapes.mood from public;
grant usage, select on sequence shapes.counter to authenticated;
alter default privileges in schema shapes grant select on tables to authenticated;
alter default privileges in schema shapes revoke execute on functions from public;
create table public.granted (id int primary key);
create table public.closed (id int primary key);
revoke all on public.closed from anon, authenticated;
create publication shapes_news for table shapes.items (id, kind) where (small between 1 and 2 and price in (1, 2)), shapes.children with (publish = 'insert, update');
create publication all_of_shapes for tables in schema shapes;
