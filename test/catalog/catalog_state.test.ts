import { randomBytes } from "node:crypto";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type CatalogState,
  changesBetween,
  isCertain,
  readCatalogState,
} from "../../src/shared/catalog/catalog_state.ts";
import { SETTINGS } from "../../src/shared/catalog/catalog_state_sql.ts";
import { loadSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import { type Database, messageOf } from "../../src/shared/database/database.ts";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { openServer } from "../../src/shared/database/server.ts";
import {
  CHANGES,
  type Change,
  GROUND,
  QUIET,
  QUIET_GROUND,
  SCRIPT_ROLES,
} from "../support/catalog_changes.ts";
import { freshShadow } from "../support/embedded.ts";
import { watched } from "../support/store.ts";
import {
  type Cluster,
  type ClusterName,
  databaseUrl,
  onDatabase,
  startCluster,
  TEMPLATE,
} from "../support/test_cluster.ts";

function stateOf(database: Database): Promise<CatalogState> {
  return database.transaction("snapshot", readCatalogState);
}

/** Runs a script and says of every statement what it changed, those left out that only prepare the next. */
async function follow(
  database: Database,
  { script, name }: { readonly script: readonly Change[]; readonly name: string },
) {
  const changes: { readonly title: string; readonly sql: string; readonly changed: readonly string[] }[] = [];
  const failed: string[] = [];
  let before = await stateOf(database);
  for (const [title, ...statements] of script) {
    for (const statement of statements) {
      const sql = statement.replace(/^[-!]/, "").replaceAll("{database}", name);
      const error = await database.execute(sql).then(() => "", messageOf);
      if ((error !== "") !== statement.startsWith("!")) failed.push(`${title}: ${error || "did not fail"}`);
      const after = await stateOf(database);
      if (!statement.startsWith("-")) changes.push({ title, sql, changed: changesBetween(before, after) });
      before = after;
    }
  }
  return { changes, failed };
}

// Servers of their own: roles and settings belong to a whole cluster, which other test files work in.
describe.each<ClusterName>(["npm", "debian"])("on the %s server", (name) => {
  let cluster: Cluster;
  let url: string | undefined;
  let reason = "";
  beforeAll(async () => {
    cluster = await startCluster(name);
    if (!cluster.state.available) {
      console.log(`skipped: ${cluster.state.reason}`);
      reason = cluster.state.reason;
      return;
    }
    url = cluster.state.url;
    await onDatabase(url, (database) => database.execute(SCRIPT_ROLES));
  });
  afterAll(() => cluster?.server?.stop());

  /** A database of its own on the server, open as superuser. */
  async function fresh(): Promise<{
    readonly database: Database;
    readonly name: string;
    readonly url: string;
  }> {
    const own = `state_${randomBytes(6).toString("hex")}`;
    await onDatabase(url ?? "", (admin) => admin.execute(`create database ${own} template ${TEMPLATE}`));
    const target = databaseUrl(url ?? "", own);
    return { database: openServer({ url: target }), name: own, url: target };
  }

  test("takes what happens all day for no change", async (context) => {
    if (url === undefined) return context.skip(reason);
    const { database, name: own } = await fresh();
    await database.execute(GROUND);
    await database.execute(QUIET_GROUND);
    const { failed, changes } = await follow(database, { script: QUIET, name: own });
    expect(failed).toEqual([]);
    expect(changes.filter(({ changed }) => changed.length > 0)).toEqual([]);
    await database.close();
  }, 120_000);

  test("sees every kind of change", async (context) => {
    if (url === undefined) return context.skip(reason);
    const { database, name: own } = await fresh();
    await database.execute(GROUND);
    expect(isCertain(await stateOf(database))).toBe(true);
    const { failed, changes } = await follow(database, { script: CHANGES, name: own });
    expect(failed).toEqual([]);
    expect(changes.filter(({ changed }) => changed.length === 0)).toEqual([]);
    await database.close();
  }, 300_000);

  test("a copy of the database is another database", async (context) => {
    if (url === undefined) return context.skip(reason);
    const { database, name: own, url: target } = await fresh();
    const before = await stateOf(database);
    await database.close();
    await onDatabase(url ?? "", (admin) => admin.execute(`create database copy_of_${own} template ${own}`));
    const copy = openServer({ url: databaseUrl(target, `copy_of_${own}`) });
    expect(changesBetween(before, await stateOf(copy))).toContain("database");
    await copy.close();
  });

  test("names every catalog of the server, or why it is left out", async (context) => {
    if (url === undefined) return context.skip(reason);
    const { database } = await fresh();
    const { prints } = await stateOf(database);
    const catalogs = await database.query<{ name: string }>(
      "select relname::text as name from pg_class where relnamespace = 'pg_catalog'::regnamespace and relkind = 'r'",
    );
    const known = [...Object.keys(prints), ...LEFT_OUT];
    expect(catalogs.map((catalog) => catalog.name).filter((catalog) => !known.includes(catalog))).toEqual([]);
    await database.close();
  });

  test("stands for all that the snapshot reads", async (context) => {
    if (url === undefined) return context.skip(reason);
    const { database } = await fresh();
    await database.execute(
      "create function public.f() returns int language plpgsql as 'begin return 1; end'",
    );
    expect(await readBesideTheState(database)).toEqual([]);
    await database.close();
  });

  test("a setting of the server is a change", async (context) => {
    if (url === undefined) return context.skip(reason);
    const { database } = await fresh();
    const before = await stateOf(database);
    await database.execute("alter system set default_transaction_deferrable = on");
    await database.execute("select pg_reload_conf()");
    await expect.poll(async () => changesBetween(before, await stateOf(database))).toEqual(["pg_settings"]);
    await database.execute("alter system reset default_transaction_deferrable");
    await database.execute("select pg_reload_conf()");
    await expect.poll(async () => changesBetween(before, await stateOf(database))).toEqual([]);
    // Loads a library with settings of its own.
    await database.execute("do language plpgsql 'begin end'");
    expect(changesBetween(before, await stateOf(database))).toEqual([]);
    await database.close();
  });

  test("a role that may not read what it would need to is in doubt, and says of what", async (context) => {
    if (url === undefined) return context.skip(reason);
    const { database, name: own } = await fresh();
    await database.execute(
      "grant usage on schema storage to connect_only; grant select (id) on storage.buckets to connect_only",
    );
    await database.close();
    const limited = openServer({ url: databaseUrl(url, own, "connect_only") });
    const state = await stateOf(limited);
    expect(isCertain(state)).toBe(false);
    expect(changesBetween(state, await stateOf(limited))).toEqual(["storage.buckets"]);
    await limited.close();
  });

  test("a role that may read the catalogs alone has a certain state", async (context) => {
    if (url === undefined) return context.skip(reason);
    const { database, name: own } = await fresh();
    const limited = openServer({ url: databaseUrl(url, own, "connect_only") });
    const before = await stateOf(limited);
    expect(isCertain(before)).toBe(true);
    await database.execute("create table public.another (id int)");
    expect(changesBetween(before, await stateOf(limited))).toContain("pg_class");
    expect(changesBetween(before, await stateOf(database))).toContain("role");
    await Promise.all([database.close(), limited.close()]);
  });

  test("a setting that changes how expressions are printed is a change", async (context) => {
    if (url === undefined) return context.skip(reason);
    const { database } = await fresh();
    const before = await stateOf(database);
    await database.execute("set timezone = 'Asia/Tokyo'");
    expect(changesBetween(before, await stateOf(database))).toEqual(["settings"]);
    await database.close();
  });
});

// Nothing of them is read by a rule, or what is read is in the state under another name.
const LEFT_OUT = [
  "pg_authid", // as pg_roles
  "pg_user_mapping", // as pg_user_mappings
  "pg_largeobject", // rows of users
  "pg_largeobject_metadata",
  "pg_replication_origin", // progress of replication
  "pg_subscription_rel",
  "pg_shdepend", // who owns what, said by the owner of each row
  "pg_statistic", // figures of ANALYZE
  "pg_statistic_ext_data",
];

describe("on the embedded database", () => {
  let database: EmbeddedDatabase;
  beforeAll(async () => {
    database = await freshShadow();
  });
  afterAll(() => database?.close());

  test("sees changes and none where there is none", async () => {
    const before = await stateOf(database);
    expect(isCertain(before)).toBe(true);
    for (const sql of ["vacuum freeze", "analyze", "create temporary table passing (id int)"])
      await database.execute(sql);
    expect(changesBetween(before, await stateOf(database))).toEqual([]);
    await database.execute("create table public.made (id int)");
    expect(changesBetween(before, await stateOf(database))).toContain("pg_class");
  });

  test("stands for all that the snapshot reads", async () => {
    await database.execute("create extension if not exists pg_cron");
    expect(await readBesideTheState(database)).toEqual([]);
  });
});

/** What the snapshot reads and the state does not stand for: a change of it would go unseen. */
async function readBesideTheState(database: Database): Promise<readonly string[]> {
  const statements: string[] = [];
  await loadSnapshot(
    watched(database, (sql) => statements.push(sql)),
    { takenAt: "2026-01-01T00:00:00.000Z" },
  );
  const named = new Set(statements.flatMap((sql) => sql.match(/\b(?:pg_catalog|[a-z_]+)\.[a-z_]+\b/g) ?? []));
  const read = await database.query<{ name: string }>(
    `select rel.oid::regclass::text as name
     from unnest($1::text[]) as named(name)
     join pg_class rel on rel.oid = to_regclass(named.name)
     order by 1`,
    [[...named]],
  );
  expect(read.length).toBeGreaterThan(25);
  const settings = statements.flatMap((sql) =>
    [...sql.matchAll(/current_setting\('([a-z_.]+)'/g)].map(([, name]) => name ?? ""),
  );
  const { prints } = await stateOf(database);
  const known = new Set<string>([...Object.keys(prints), ...SETTINGS, ...READ_OTHERWISE]);
  return [...read.map(({ name }) => name), ...settings].filter((name) => !known.has(name));
}

const READ_OTHERWISE = [
  // For figures that only rules marked `live` may use.
  "cron.job_run_details",
  "cron.log_run",
  "pg_stat_database",
  "pg_stat_progress_create_index",
  "pg_stats",
  "supawarden.runs",
  "supawarden.settings",
  "track_counts",
  // Told by pg_available_extensions, pg_settings.
  "pg_available_extension_versions",
  "default_transaction_read_only",
  "supautils.privileged_extensions",
];

describe("two states", () => {
  const state = (transaction: string, prints: CatalogState["prints"]): CatalogState => ({
    transaction,
    prints,
  });

  test.each([
    ["are the same", state("10", { a: "1" }), state("12", { a: "1" }), []],
    ["differ in a print", state("10", { a: "1", b: "1" }), state("12", { a: "2", b: "1" }), ["a"]],
    ["differ in what there is", state("10", { a: "1", b: "1" }), state("12", { a: "1", c: "1" }), ["b", "c"]],
    ["have what is uncertain", state("10", { a: null }), state("10", { a: null }), ["a"]],
    ["go back in time", state("10", { a: "1" }), state("9", { a: "1" }), ["transaction ids"]],
    [
      "are half of all transaction ids apart",
      state("10", { a: "1" }),
      state("2147483658", { a: "1" }),
      ["transaction ids"],
    ],
    ["are somewhat nearer", state("10", { a: "1" }), state("2147483657", { a: "1" }), []],
  ])("that %s", (_title, before, after, changed) => {
    expect(changesBetween(before, after)).toEqual(changed);
  });
});
