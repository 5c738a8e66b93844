import { STAND_INS } from "../../src/shared/migrations/prelude/stand_ins.ts";

/** Makes every extension that can be stood in for and uses what migrations use of them; one that nobody has fails. */
export const USES_OF_STAND_INS = `
create schema if not exists kept;
${[...STAND_INS.keys()].map((name) => `create extension if not exists "${name}" cascade;`).join("\n")}
create extension nowhere;
create table kept.places (id int, at geography(Point, 4326), area geometry, corner geometry(PointZ));
create index on kept.places using gist (at);
create index on kept.places using gist (area);
insert into kept.places (id, at, area) select i, 'POINT(1 2)', 'POINT(1 2)' from generate_series(1, 300) i;
alter table kept.places add column place geography generated always as (st_setsrid(st_makepoint(id, 2), 4326)::geography) stored;
select distinct area from kept.places where st_dwithin(at, 'POINT(1 1)'::geography, 100) order by area;
create function kept.script() returns int language plv8 as 'return 1';
select pgsodium.create_key(name := 'a');
create server other foreign data wrapper postgres_fdw options (host 'x');
create foreign table kept.far (id int) server other;
select cron.schedule('nightly', '0 3 * * *', 'select 1');
select net.http_post('https://example.com', '{}');
select pgmq.create('work');
select pgmq.send('work', '{}');
select pgmq.read('work', 30, 1);
select pgmq.drop_queue('work');
select vault.create_secret('value', 'name');
select graphql.resolve('{ a }');
select sign('{}'::json, 'secret'), jsonb_matches_schema('{}', '{}'), hypopg_reset();
select (http_get('https://example.com')).status;
create table kept.stamped (id int, changed timestamptz);
create trigger stamp before update on kept.stamped for each row execute function moddatetime(changed);
insert into kept.stamped values (1);
update kept.stamped set id = 2;
`;

/** Objects of the stand-ins that are no members of an extension: routines, relations, types, languages, wrappers, operators. */
export const LOOSE_OBJECTS = `
with made as (
  select 'pg_catalog.pg_proc'::regclass as catalog, oid, proname::text as name from pg_catalog.pg_proc where pronamespace = 'public'::regnamespace
  union all select 'pg_catalog.pg_class'::regclass, oid, relname from pg_catalog.pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'v')
  union all select 'pg_catalog.pg_operator'::regclass, oid, oprname from pg_catalog.pg_operator where oprnamespace = 'public'::regnamespace
  union all select 'pg_catalog.pg_opclass'::regclass, oid, opcname from pg_catalog.pg_opclass where opcnamespace = 'public'::regnamespace
  union all select 'pg_catalog.pg_language'::regclass, oid, lanname from pg_catalog.pg_language where oid >= 16384
  union all select 'pg_catalog.pg_foreign_data_wrapper'::regclass, oid, fdwname from pg_catalog.pg_foreign_data_wrapper
)
select made.catalog::text as catalog, made.name from made
where not exists (
  select from pg_catalog.pg_depend dep
  where dep.classid = made.catalog and dep.objid = made.oid and dep.deptype = 'e'
)
order by 1, 2`;
