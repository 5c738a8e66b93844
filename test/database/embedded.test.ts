import { readFileSync } from "node:fs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { loadSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import { type Session, sqlState } from "../../src/shared/database/database.ts";
import { type EmbeddedDatabase, openEmbedded } from "../../src/shared/database/embedded.ts";
import { ENGINE_VERSIONS, loadEngine } from "../../src/shared/database/engine.ts";
import { KEEP_PLAN } from "../../src/shared/database/keep_plan.ts";
import { freshShadow } from "../support/embedded.ts";

let database: EmbeddedDatabase;
beforeAll(async () => {
  database = await freshShadow();
});
afterAll(() => database?.close());

test.each([
  [17, "pglite-17"],
  [18, "@electric-sql/pglite"],
] as const)("the version of engine %s is the one that is installed", (major, name) => {
  const installed = new URL(`../../node_modules/${name}/package.json`, import.meta.url);
  expect(JSON.parse(readFileSync(installed, "utf8"))).toMatchObject({ version: ENGINE_VERSIONS[major] });
});

test("rows carry numbers beyond a double and arrays as text, JSON as data", async () => {
  const rows = await database.query(
    `select $1::int8 as big, 1.50::numeric as money, $2::text[] as list, $3::text::jsonb as data, $4::bool as flag, $5::text as none`,
    ["9007199254740993", ["a,b", 'c"\\'], '{"a":[1]}', true, null],
  );
  expect(rows).toEqual([
    {
      big: "9007199254740993",
      money: "1.50",
      list: '{"a,b","c\\"\\\\"}',
      data: { a: [1] },
      flag: true,
      none: null,
    },
  ]);
});

test("an error keeps its SQLSTATE, place and hint", async () => {
  await expect(database.query("select upperr('a')")).rejects.toMatchObject({
    code: "42883",
    position: "8",
    hint: expect.stringContaining("No function matches"),
  });
});

test("a rejected body rolls back, a snapshot may not write", async () => {
  await expect(
    database.transaction("write", async (session) => {
      await session.execute("create table gone (id int)");
      throw new Error("stop");
    }),
  ).rejects.toThrow("stop");
  await expect(
    database.transaction("snapshot", (session) => session.execute("create table gone (id int)")),
  ).rejects.toMatchObject({ code: "25006" });
  expect(await database.query("select pg_catalog.to_regclass('public.gone') is null as gone")).toEqual([
    { gone: true },
  ]);
});

test("callers queue: nothing of another gets into an open transaction", async () => {
  const order: string[] = [];
  const slow = database.transaction("write", async (session) => {
    await session.query("select 1");
    await new Promise((resolve) => setTimeout(resolve, 50));
    order.push("transaction");
    const [row] = await session.query<{ level: string }>(
      "select current_setting('supawarden.probe', true) as level",
    );
    return row?.level ?? null;
  });
  const other = database.execute("set supawarden.probe = 'leaked'").then(() => order.push("other"));
  expect(await slow).toBeNull();
  await other;
  expect(order).toEqual(["transaction", "other"]);
});

test("the shadow reads as an empty Supabase project, nothing unread but pg_cron", async () => {
  const snapshot = await loadSnapshot(database, { takenAt: "2026-01-01T00:00:00Z" });
  expect(snapshot.unread.map((entry) => entry.family)).toEqual(["cron_jobs", "cron_runs"]);
  expect(snapshot.relations.filter((relation) => relation.schema === "public")).toEqual([]);
  expect(await database.query("select pg_catalog.current_setting('search_path') as path")).toEqual([
    { path: '"$user", public, extensions' },
  ]);
});

test("policies see the user of the request", async () => {
  const seen = await database.transaction("write", async (session) => {
    await session.execute(`
      create table notes (owner uuid);
      alter table notes enable row level security;
      create policy own on notes using (owner = auth.uid());
      insert into notes values ('00000000-0000-0000-0000-000000000001'), ('00000000-0000-0000-0000-000000000002');
      select set_config('request.jwt.claims', '{"sub":"00000000-0000-0000-0000-000000000001"}', true);
      set local role authenticated`);
    return session.query("select count(*)::int as seen from notes");
  });
  expect(seen).toEqual([{ seen: 1 }]);
});

test("a statement whose plan is kept answers what is there now, whatever is thrown away meanwhile", async () => {
  const tables = `${KEEP_PLAN}select pg_catalog.json_agg(relname order by relname)::text as names
    from pg_catalog.pg_class where relname like 'kept!_%' escape '!'`;
  const names = async (session: Session) => (await session.query<{ names: string | null }>(tables))[0]?.names;
  const prepared = "select count(*)::int4 as count from pg_catalog.pg_prepared_statements";
  await database.transaction("write", async (session) => {
    expect(await names(session)).toBeNull();
    await session.execute("create table public.kept_a (); savepoint here");
    expect(await names(session)).toBe('["kept_a"]');
    expect(await session.query(prepared)).toEqual([{ count: 1 }]);
    await session.execute("create table public.kept_b ()");
    expect(await names(session)).toBe('["kept_a", "kept_b"]');
    await expect(session.query(`${KEEP_PLAN}select gone from public.gone`)).rejects.toMatchObject({
      code: "42P01",
    });
    await session.execute("rollback to savepoint here; create table public.gone (gone int)");
    expect(await session.query(`${KEEP_PLAN}select gone from public.gone`)).toEqual([]);
    expect(await names(session)).toBe('["kept_a"]');
    await session.execute("set local search_path to pg_temp; deallocate all");
    expect(await names(session)).toBe('["kept_a"]');
    await session.execute("drop table public.kept_a, public.gone");
  });
  expect(await database.query(prepared)).toEqual([{ count: 0 }]);
});

test.each([17, 18] as const)(
  "every extension that engine %s was compiled with finds its library",
  async (major) => {
    const { extensions } = await loadEngine(major);
    const own = await openEmbedded({ major });
    try {
      // Postgres opens the library when a function of it is made.
      for (const name of extensions)
        await own.execute(`create extension "${name}" cascade`).catch(unlessThere);
      const made = await own.query<{ name: string }>(
        "select extname::text as name from pg_catalog.pg_extension",
      );
      expect(made.map(({ name }) => name)).toEqual(expect.arrayContaining([...extensions]));
      expect(
        await own.query("select pg_catalog.round(earth_distance(ll_to_earth(0, 0), ll_to_earth(0, 1))) as d"),
      ).toEqual([{ d: 111320 }]);
    } finally {
      await own.close();
    }
  },
  120_000,
);

/** Another one has brought it along. */
function unlessThere(error: unknown): void {
  if (sqlState(error) !== "42710") throw error;
}
