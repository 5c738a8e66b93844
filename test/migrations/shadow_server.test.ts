import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { type ReplayResult, replay } from "../../src/shared/migrations/shadow.ts";
import { openShadowServer, type ShadowServer } from "../../src/shared/migrations/shadow_server.ts";
import { loadSqlParser, type SqlParser } from "../../src/shared/sql/parser.ts";
import { startCli } from "../cli/run_cli.ts";
import { migrationFiles } from "../support/migration_files.ts";
import { type PostgresServer, startPostgres } from "../support/postgres_server.ts";
import { LOOSE_OBJECTS, USES_OF_STAND_INS } from "../support/stand_in_uses.ts";
import { databaseUrl, debianInstallation, npmInstallation, waitUntilReady } from "../support/test_cluster.ts";

let parser: SqlParser;
beforeAll(async () => {
  parser = await loadSqlParser();
});

const debian = await debianInstallation();
const SERVERS: readonly (readonly [name: string, root: string])[] = [
  ["npm's Postgres 17", npmInstallation()],
  ...(typeof debian === "string" ? [["Debian's Postgres 15", debian] as const] : []),
];

/** Everything that all databases of a server share, but what the shadow makes for itself. */
const SHARED = `
select rol.rolname::text as name, to_jsonb(rol) - 'oid' as facts from pg_catalog.pg_authid rol
union all select 'member ' || mem.roleid::regrole || ' ' || mem.member::regrole, null from pg_catalog.pg_auth_members mem
union all select 'database ' || dat.datname, to_jsonb(dat.datacl) from pg_catalog.pg_database dat
union all select 'setting ' || cfg.setdatabase || ' ' || cfg.setrole, to_jsonb(cfg.setconfig) from pg_catalog.pg_db_role_setting cfg
order by 1`;

describe.each(SERVERS)("a shadow on %s", (_name, root) => {
  let server: PostgresServer;
  let admin: Database;
  let before: unknown;
  beforeAll(async () => {
    server = await startPostgres({ root, settings: {} });
    await waitUntilReady(server.url);
    admin = openServer({ url: server.url });
    await admin.execute(`
      create role "their ""role""" login password 'secret';
      create role app_user;
      alter role app_user set statement_timeout = '5s'`);
    await admin.execute("create database theirs");
    before = await admin.query(SHARED);
  });
  afterAll(async () => {
    await admin?.close();
    await server?.stop();
  });

  async function onShadow<T>(body: (shadow: ShadowServer) => Promise<T>, notes: string[] = []): Promise<T> {
    const shadow = await openShadowServer({ url: server.url, parser, say: (note) => notes.push(note) });
    try {
      return await body(shadow);
    } finally {
      await shadow.close();
    }
  }

  function run(shadow: ShadowServer, texts: Readonly<Record<string, string>>): Promise<ReplayResult> {
    return replay(shadow, migrationFiles(texts), { parser });
  }

  test("leaves nothing behind, whatever the folder does with roles, databases and files", async () => {
    const { result, roles, own } = await onShadow(async (shadow) => ({
      result: await run(shadow, {
        "1_a.sql": `create role made_here; grant made_here to app_user; create role app_user;
alter role app_user set statement_timeout = 0; grant app_user to "their ""role""";
drop role "their ""role"""; alter role all set work_mem = '1MB'; comment on role app_user is 'mine';
alter database postgres set app.setting = 'x'; alter database theirs set app.setting = 'x';
grant connect on database postgres to made_here; create database other;
copy pg_catalog.pg_class to '/tmp/supawarden_copied';`,
        "2_b.sql": `do $$ begin execute 'create role made_in_block'; end $$;
do $$ begin execute 'alter role app_user createdb'; end $$;
do $$ begin execute 'drop role app_user'; end $$;
do $$ begin execute format('alter database %I set app.other = %L', current_database(), 'y'); end $$;
do $$ begin execute 'grant app_user to "their ""role"""'; end $$;
set role made_in_block; create table not_allowed (id int);`,
        "3_c.sql":
          "create table public.a (id int, owner uuid references auth.users); create role made_late; commit; create role made_last;",
      }),
      roles: await admin.query(
        "select rolname::text as name from pg_catalog.pg_roles where rolname like 'made%' order by 1",
      ),
      own: await shadow.query(
        "select unnest(setconfig) as set from pg_catalog.pg_db_role_setting where setdatabase = (select oid from pg_catalog.pg_database where datname = current_database()) order by 1",
      ),
    }));
    expect(
      result.faults.map((fault) => [fault.file.replace("migrations/", ""), fault.line, fault.sqlstate]),
    ).toEqual([
      ["2_b.sql", 2, "42501"],
      ["2_b.sql", 3, "42501"],
      ["2_b.sql", 5, "42501"],
      ["2_b.sql", 6, "42501"],
    ]);
    expect(result.skipped.map(({ line, reason }) => [line, reason])).toEqual([
      [1, "role app_user was on the shadow server before and is left as it is"],
      [2, "role app_user was on the shadow server before and is left as it is"],
      [2, 'role their "role" was on the shadow server before and is left as it is'],
      [3, 'role their "role" was on the shadow server before and is left as it is'],
      [3, "it sets something for every role of the shadow server"],
      [3, "role app_user was on the shadow server before and is left as it is"],
      [4, "database theirs is not the shadow's"],
      [5, "create database makes another database"],
      [6, "it reads or writes files of the shadow server"],
    ]);
    expect(roles).toEqual(["made_here", "made_in_block", "made_last", "made_late"].map((name) => ({ name })));
    expect(own.map(({ set }) => set)).toEqual(expect.arrayContaining(["app.other=y", "app.setting=x"]));
    expect(await admin.query(SHARED)).toEqual(before);
  });

  test("what the server lacks is stood in for, as members of extensions", async () => {
    const { result, loose } = await onShadow(async (shadow) => ({
      result: await run(shadow, { "1_a.sql": USES_OF_STAND_INS }),
      loose: await shadow.query(LOOSE_OBJECTS),
    }));
    expect(result.faults.map((fault) => [fault.message])).toEqual([
      [expect.stringContaining('extension "nowhere" is not available')],
    ]);
    expect(result.stoodIn.map(({ name }) => name)).toEqual(
      expect.arrayContaining(["pg_net", "pgmq", "plv8", "postgis", "supabase_vault"]),
    );
    expect(loose).toEqual([]);
    expect(await admin.query(SHARED)).toEqual(before);
  });

  test("two at a time do not take each other's roles away", async () => {
    const first = await openShadowServer({ url: server.url, parser });
    const second = await openShadowServer({ url: server.url, parser });
    await first.close();
    expect(
      await second.query("select count(*)::int as found from pg_catalog.pg_roles where rolname = 'anon'"),
    ).toEqual([{ found: 1 }]);
    expect(
      (await run(second, { "1_a.sql": "create table t (id int); grant select on t to anon" })).faults,
    ).toEqual([]);
    await second.close();
    expect(await admin.query(SHARED)).toEqual(before);
  });

  test("a database that a killed run left is dropped by the next one, and said", async () => {
    const left = "supawarden_shadow_1700000000_0123456789ab";
    await admin.execute(`create database ${left}`);
    await admin.execute(
      "create role left_behind; comment on role left_behind is 'made by supawarden for its shadow databases'",
    );
    const busy = "supawarden_shadow_1700000000_ba9876543210";
    await admin.execute(`create database ${busy}`);
    const owner = openServer({ url: databaseUrl(server.url, busy), keepOpen: true });
    await owner.query("select 1");
    const notes: string[] = [];
    await onShadow(async () => undefined, notes);
    expect(notes).toEqual([expect.stringContaining(`dropped ${left}`)]);
    await owner.close();
    await admin.execute(`drop database ${busy} with (force)`);
    await onShadow(async () => undefined);
    expect(await admin.query(SHARED)).toEqual(before);
  });

  test.each(["SIGINT", "SIGTERM"] as const)("a command that %s stops cleans up first", async (signal) => {
    const child = startCli([
      "audit",
      "--migrations",
      "examples/ai-memory/supabase/migrations",
      "--shadow-url",
      server.url,
    ]);
    const ended = new Promise<string | null>((resolve) => child.once("close", (_code, by) => resolve(by)));
    await until(async () => {
      const rows = await admin.query(
        "select from pg_catalog.pg_database where datname like 'supawarden_shadow_%'",
      );
      return rows.length > 0 || child.exitCode !== null;
    });
    expect(child.exitCode).toBeNull();
    child.kill(signal);
    expect(await ended).toBe(signal);
    expect(await admin.query(SHARED)).toEqual(before);
  });

  test("a role that is no superuser is refused before anything is made", async () => {
    await admin.execute("create role poor login createdb createrole password 'postgres'");
    await expect(
      openShadowServer({ url: databaseUrl(server.url, "postgres", "poor"), parser }),
    ).rejects.toMatchObject({ kind: "permission", message: expect.stringContaining("poor is no superuser") });
    await admin.execute("drop role poor");
    expect(await admin.query(SHARED)).toEqual(before);
  });
});

async function until(condition: () => Promise<boolean>): Promise<void> {
  for (let tries = 0; tries < 600; tries++) {
    if (await condition()) return;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
  throw new Error("it never came");
}
