import fc from "fast-check";

/** Roles and schemas that random statements work with. */
export const RANDOM_GROUND = `
  create schema rnd;
  create role rnd_a;
  create role rnd_b;
  grant create, usage on schema rnd to rnd_a, rnd_b;
  create extension if not exists pg_trgm version '1.3' schema public;
`;

const table = fc.constantFrom("rnd.t0", "rnd.t1", "rnd.t2");
const bareTable = fc.constantFrom("t0", "t1", "t2");
const column = fc.constantFrom("id", "c0", "c1", "c2");
const bareName = fc.constantFrom("n0", "n1", "n2");
const type = fc.constantFrom("int", "text", "numeric(8, 2)", "rnd.e0", "rnd.d0", "timestamptz");
const role = fc.constantFrom("anon", "authenticated", "rnd_a", "rnd_b", "public");
const namedRole = fc.constantFrom("rnd_a", "rnd_b");
const owner = fc.constantFrom("rnd_a", "rnd_b", "postgres");
const privilege = fc.constantFrom("select", "insert", "update", "all");
const condition = fc.constantFrom(
  "true",
  "id = 1",
  "id = 2",
  "rnd.f0() = 1",
  "id in (select id from rnd.t1)",
);
const grantOrRevoke = fc.constantFrom(["grant", "to"], ["revoke", "from"]);
const onOff = fc.constantFrom("enable", "disable");

function sql(parts: TemplateStringsArray, ...values: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...values).map((texts) => String.raw({ raw: parts }, ...texts));
}

const access = (what: fc.Arbitrary<string>, to: fc.Arbitrary<string> = role) =>
  fc
    .tuple(grantOrRevoke, what, to)
    .map(([[verb, word], text, grantee]) => `${verb} ${text} ${word} ${grantee}`);

/** Statements that may change a catalog, and some that may not; many fail, as their objects may not be there. */
export const randomStatement: fc.Arbitrary<string> = fc.oneof(
  sql`create table ${table} (id int primary key, c0 text default 'a')`,
  sql`create table ${table} (id int, at date) partition by list (id)`,
  sql`create table ${table} partition of ${table} for values in (1)`,
  sql`drop table ${table} cascade`,
  sql`alter table ${table} rename to ${bareTable}`,
  sql`alter table ${table} owner to ${owner}`,
  sql`alter table ${table} add column ${column} ${type}`,
  sql`alter table ${table} drop column ${column} cascade`,
  sql`alter table ${table} rename column ${column} to ${column}`,
  sql`alter table ${table} alter column ${column} type ${type} using null`,
  sql`alter table ${table} alter column ${column} set default ${fc.constantFrom("null", "rnd.f0()", "nextval('rnd.s0')")}`,
  sql`alter table ${table} alter column ${column} set not null`,
  sql`alter table ${table} alter column id add generated always as identity`,
  sql`alter table ${table} ${onOff} row level security`,
  sql`alter table ${table} ${fc.constantFrom("force", "no force")} row level security`,
  sql`alter table ${table} ${fc.constantFrom("set (fillfactor = 50)", "reset (fillfactor)", "set unlogged", "set logged")}`,
  sql`alter table ${table} add constraint ${bareName} check (id > 0) not valid`,
  sql`alter table ${table} add constraint ${bareName} foreign key (id) references ${table} not valid`,
  sql`alter table ${table} validate constraint ${bareName}`,
  sql`alter table ${table} drop constraint ${bareName}`,
  sql`create index ${bareName} on ${table} (${column})`,
  sql`create unique index concurrently ${bareName} on ${table} (${column})`,
  sql`reindex table concurrently ${table}`,
  sql`drop index rnd.${bareName}`,
  sql`alter index rnd.${bareName} rename to ${bareName}`,
  sql`create policy ${bareName} on ${table} to ${role} using (${condition})`,
  sql`alter policy ${bareName} on ${table} to ${role} using (${condition})`,
  sql`drop policy ${bareName} on ${table}`,
  sql`create or replace view rnd.v0 as select id from ${table} where ${condition}`,
  sql`alter view rnd.v0 set (security_invoker = ${fc.constantFrom("true", "false")})`,
  sql`drop view rnd.v0`,
  sql`create materialized view rnd.m0 as select id from ${table}`,
  sql`refresh materialized view rnd.m0`,
  sql`drop materialized view rnd.m0`,
  sql`create or replace function rnd.f0() returns int language sql as ${fc.constantFrom("'select 1'", "'select 2'")}`,
  sql`create or replace function rnd.f1() returns trigger language plpgsql ${fc.constantFrom("", "security definer")} as 'begin return new; end'`,
  sql`alter function rnd.f0() ${fc.constantFrom("security definer", "security invoker", "set search_path = ''", "reset all", "stable", "volatile")}`,
  sql`alter function rnd.f0() rename to ${fc.constantFrom("f0", "f2")}`,
  sql`alter function rnd.f2() rename to f0`,
  sql`drop function rnd.f0() cascade`,
  sql`create trigger ${bareName} before insert on ${table} for each row execute function rnd.f1()`,
  sql`alter table ${table} ${fc.constantFrom("enable", "disable", "enable always", "enable replica")} trigger ${bareName}`,
  sql`create sequence rnd.s0 as ${fc.constantFrom("int", "bigint")}`,
  sql`alter sequence rnd.s0 ${fc.constantFrom("maxvalue 50", "no maxvalue", "cycle", "owned by none", "owned by rnd.t0.id")}`,
  sql`alter sequence rnd.${fc.constantFrom("s0", "s1")} rename to ${fc.constantFrom("s0", "s1")}`,
  sql`drop sequence rnd.s0 cascade`,
  sql`create type rnd.e0 as enum ('a', 'b')`,
  sql`alter type rnd.e0 ${fc.constantFrom("add value 'c' before 'b'", "rename value 'a' to 'z'", "rename value 'z' to 'a'")}`,
  sql`alter type rnd.e0 rename to ${fc.constantFrom("e0", "e1")}`,
  sql`drop type rnd.e0 cascade`,
  sql`create domain rnd.d0 as ${fc.constantFrom("int", "text")}`,
  sql`drop domain rnd.d0 cascade`,
  access(sql`${privilege} on ${table}`),
  access(sql`update (${column}) on ${table}`),
  access(sql`execute on function rnd.f0()`),
  access(fc.constant("usage on schema rnd")),
  access(namedRole, namedRole),
  access(fc.constant("rnd_a"), fc.constantFrom("anon", "rnd_b")),
  sql`alter role ${namedRole} ${fc.constantFrom("login", "nologin", "bypassrls", "nobypassrls", "noinherit", "inherit", "set work_mem = '6MB'", "reset all")}`,
  sql`alter role authenticator set pgrst.db_schemas = ${fc.constantFrom("'public'", "'public, rnd'")}`,
  sql`alter default privileges in schema rnd grant ${privilege} on tables to ${namedRole}`,
  sql`alter default privileges in schema rnd revoke all on tables from ${namedRole}`,
  sql`alter extension pg_trgm ${fc.constantFrom("set schema rnd", "set schema public", "update to '1.4'", "add function rnd.f0()", "drop function rnd.f0()")}`,
  sql`create publication rnd_news`,
  sql`alter publication rnd_news ${fc.constantFrom("add", "drop")} table ${table}`,
  sql`drop publication rnd_news`,
  sql`drop owned by ${namedRole}`,
  sql`insert into storage.buckets (id, name, public) values (${fc.constantFrom("'a'", "'b'")}, 'x', true)`,
  sql`update storage.buckets set public = ${fc.constantFrom("true", "false")}`,
  sql`insert into supabase_migrations.schema_migrations (version) values (${fc.constantFrom("'1'", "'2'")})`,
  sql`delete from supabase_migrations.schema_migrations`,
  sql`insert into ${table} (id) values (${fc.constantFrom("1", "2")})`,
  sql`truncate ${table} cascade`,
  fc.constantFrom(
    "vacuum freeze",
    "analyze",
    "vacuum full rnd.t0",
    "vacuum full pg_catalog.pg_class",
    "vacuum full pg_catalog.pg_attribute",
  ),
);
