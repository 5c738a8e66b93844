import { afterAll, beforeAll, expect, test } from "vitest";
import { accessOf, ROW_PRIVILEGES } from "../../src/shared/catalog/access.ts";
import { parseAcl } from "../../src/shared/catalog/acl.ts";
import { readSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../../src/shared/catalog/snapshot.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { inThrowawayTransaction } from "../support/rule_fixtures.ts";
import { createTestDatabase, debianServer, type TestDatabase } from "../support/servers.ts";

const OBJECTS = `
  create role "hostile ""role"" =r/x, {" nologin;
  create role reader nologin;
  create role reader_of_readers nologin;
  create role stranger nologin;
  create role reads_all nologin;
  create role writes_all nologin;
  grant pg_read_all_data to reads_all;
  grant pg_write_all_data to writes_all;
  grant reader to reader_of_readers;
  grant reader_of_readers to anon;
  create schema closed;
  create schema half_open;
  grant usage on schema half_open to reader;
  create table public.defaults (id int, secret text);
  create table public.nothing (id int, secret text);
  revoke all on public.nothing from anon, authenticated, service_role;
  create table public.columns_only (id int, secret text);
  revoke all on public.columns_only from anon, authenticated;
  grant select (id), insert (secret) on public.columns_only to authenticated;
  create table public.by_public (id int);
  revoke all on public.by_public from anon, authenticated;
  grant insert on public.by_public to public;
  create table public.by_chain (id int) partition by range (id);
  revoke all on public.by_chain from anon, authenticated;
  grant update, delete on public.by_chain to reader;
  create table half_open.odd (id int);
  grant select on half_open.odd to "hostile ""role"" =r/x, {" with grant option;
  grant "hostile ""role"" =r/x, {" to authenticated;
  create view public.looking as select 1 as one;
  create function public.everybody() returns int language sql as 'select 1';
  create function public.nobody() returns int language sql as 'select 1';
  revoke all on function public.nobody() from public, anon, authenticated, service_role;
  create procedure closed.only_reader() language sql as 'select 1';
  revoke all on procedure closed.only_reader() from public;
  grant execute on procedure closed.only_reader() to reader;
`;

const ROLES = [
  "anon",
  "authenticated",
  "service_role",
  "authenticator",
  "reader",
  "stranger",
  "postgres",
  "reads_all",
  "writes_all",
];

/** Every answer of ours that differs from the server's own `has_*_privilege`. */
async function disagreements(database: Database): Promise<string[]> {
  const wrong: string[] = [];
  await inThrowawayTransaction(database, async (session) => {
    await session.execute(OBJECTS);
    await session.execute("savepoint reading");
    const snapshot = await readSnapshot(session, { takenAt: "2026-01-01T00:00:00Z" });
    await session.execute("rollback to savepoint reading");
    const access = accessOf(snapshot);
    const relations = new Map(snapshot.relations.map((relation) => [relation.oid, relation]));
    const routines = new Map(snapshot.routines.map((routine) => [routine.oid, routine]));
    const answers = await session.query<{
      role: string;
      kind: string;
      oid: number;
      name: string;
      held: string;
    }>(
      `select role, 'schema' as kind, nsp.oid::int4 as oid, nspname::text as name,
          case when pg_catalog.has_schema_privilege(role, nsp.oid, 'usage') then 'usage' else '' end as held
        from unnest($1::text[]) role, pg_catalog.pg_namespace nsp where nspname in ('public', 'closed', 'half_open')
      union all
      select role, 'relation', rel.oid::int4, rel.oid::regclass::text,
          concat_ws(',',
            case when pg_catalog.has_any_column_privilege(role, rel.oid, 'select') then 'select' end,
            case when pg_catalog.has_any_column_privilege(role, rel.oid, 'insert') then 'insert' end,
            case when pg_catalog.has_any_column_privilege(role, rel.oid, 'update') then 'update' end,
            case when pg_catalog.has_table_privilege(role, rel.oid, 'delete') then 'delete' end)
        from unnest($1::text[]) role, pg_catalog.pg_class rel
        where relnamespace::regnamespace::text in ('public', 'half_open') and relkind in ('r', 'p', 'v')
      union all
      select role, 'routine', pro.oid::int4, pro.oid::regprocedure::text,
          case when pg_catalog.has_function_privilege(role, pro.oid, 'execute') then 'execute' else '' end
        from unnest($1::text[]) role, pg_catalog.pg_proc pro
        where pronamespace::regnamespace::text in ('public', 'closed')`,
      [ROLES],
    );
    expect(answers.length).toBeGreaterThan(80);
    for (const answer of answers) {
      const relation = relations.get(answer.oid);
      const routine = routines.get(answer.oid);
      let ours = "";
      if (answer.kind === "schema") ours = access.schemaUsage(answer.role, answer.name) ? "usage" : "";
      else if (answer.kind === "relation" && relation !== undefined)
        ours = ROW_PRIVILEGES.filter((privilege) =>
          access.rowPrivileges(answer.role, relation).includes(privilege),
        ).join(",");
      else if (routine !== undefined) ours = access.canExecute(answer.role, routine) ? "execute" : "";
      if (ours !== answer.held)
        wrong.push(`${answer.role} on ${answer.name}: ${ours || "none"}, server ${answer.held || "none"}`);
    }
  });
  return wrong;
}

let test17: TestDatabase;
beforeAll(async () => {
  test17 = await createTestDatabase();
});
afterAll(() => test17?.drop());

test("access agrees with has_*_privilege on Postgres 17", async () => {
  const database = openServer({ url: test17.url });
  expect(await disagreements(database)).toEqual([]);
  await database.close();
});

test("access agrees with has_*_privilege on Postgres 15", async ({ skip }) => {
  const server = await debianServer();
  if (!server.available) {
    console.log(`skipped: ${server.reason}`);
    skip(server.reason);
    return;
  }
  const copy = await server.createTestDatabase();
  const database = openServer({ url: copy.url });
  expect(await disagreements(database)).toEqual([]);
  await database.close();
  await copy.drop();
});

test("a role that does not exist has what everybody has", async () => {
  const snapshot = {
    roles: [],
    memberships: [],
    schemas: [],
    relations: [],
    columns: [],
    routines: [],
  } as unknown;
  const access = accessOf(
    new Proxy(snapshot as CatalogSnapshot, { get: (target, key) => Reflect.get(target, key) ?? [] }),
  );
  expect(access.roleExists("anon")).toBe(false);
  expect([...access.grantees("anon")]).toEqual(["public"]);
});

test("parseAcl names what it does not know", () => {
  expect(() => parseAcl("{anon=q/postgres}")).toThrow(/unknown privilege "q"/);
  expect(() => parseAcl("anon=r/postgres")).toThrow(/not an access control list/);
});
