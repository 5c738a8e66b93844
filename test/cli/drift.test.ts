import { mkdir, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { readMigrations } from "../../src/cli/migration_files.ts";
import type { Report } from "../../src/shared/findings/report.ts";
import type { Manifest } from "../../src/shared/manifest/manifest.ts";
import { replay } from "../../src/shared/migrations/shadow.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { runCli } from "./run_cli.ts";

// `manifest`, `drift` and `drift --fix` as a user runs them, against a live server that was filled from the same folder.

const MIGRATIONS: Readonly<Record<string, string>> = {
  "20260101000000_tables.sql": `
create schema app;
create extension citext;
create type app.mood as enum ('sad', 'ok');
create table app.items (id bigint generated always as identity primary key, name text not null, size int check (size between 1 and 9), owner uuid, note text);
create table app."odd ""name""
é" (id int primary key, item bigint references app.items);
create index by_size on app.items (size) where size > 1;
create view app.seen as select id, name from app.items where size in (1, 2);
create view app.counted as select count(*) as n from app.seen;`,
  "20260102000000_rest.sql": `
create function app.touch() returns trigger language plpgsql as $$ begin return new; end $$;
create trigger touch before update on app.items for each row execute function app.touch();
create procedure app.work(n int) language plpgsql as $$ begin null; end $$;
alter table app.items enable row level security;
create policy own on app.items for select to authenticated using (owner = (select auth.uid()));
create policy files on storage.objects for select using (bucket_id = 'a');
grant select on app.items to anon;
create materialized view app.kept as select id from app.items;
create table app.kept_name (id int primary key, text text);
create table app.events (id int, at date not null) partition by range (at);
create table app.events_1 partition of app.events for values from ('2020-01-01') to ('2021-01-01');`,
};

/** What somebody did by hand. */
const CHANGES = [
  "alter table app.items drop column owner cascade",
  "alter table app.items alter note type varchar(50)",
  "alter table app.items add column extra text default 'x'",
  "drop index app.by_size",
  "create index stray_key on app.items (name)",
  "create table app.stray (id int); insert into app.stray values (1)",
  "alter function app.touch() security definer",
  "create or replace view app.counted as select count(*) + 1 as n from app.seen",
  'drop table app."odd ""name""\né"',
  "alter table app.items disable row level security",
  "create policy wide on app.items using (true)",
  "alter policy files on storage.objects using (true)",
  "grant delete on app.items to anon",
  "alter table app.items disable trigger touch",
  "alter table app.events add column note text",
  "drop materialized view app.kept",
  "drop type app.mood; create type app.mood as enum ('sad')",
  "drop extension citext",
  "create extension hstore",
  "insert into app.kept_name values (1, 'a row'); alter table app.kept_name rename to app_name",
];

let folder: string;
let live: TestDatabase;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "supawarden-drift-"));
  await mkdir(join(folder, "migrations"));
  for (const [name, sql] of Object.entries(MIGRATIONS))
    await writeFile(join(folder, "migrations", name), sql);
  live = await createTestDatabase();
  const { files } = await readMigrations(join(folder, "migrations"));
  const { faults } = await onDatabase(live.url, async (database) =>
    replay(database, files, { parser: await loadSqlParser() }),
  );
  expect(faults).toEqual([]);
}, 300_000);
afterAll(async () => {
  await live?.drop();
  await rm(folder, { recursive: true, force: true });
});

const migrations = () => join(folder, "migrations");
const manifestFile = () => join(folder, "supawarden.manifest.json");
/** Roles that the test's cluster has beside those of a project. */
const accepted = {
  suppressions: [
    { rule: "object_unexpected", object: "connect_only", reason: "a role of the tests", owner: "tests" },
  ],
};

async function findings(...words: readonly string[]): Promise<readonly string[]> {
  const { stdout, stderr, code } = await runCli([
    "drift",
    "--db-url",
    live.url,
    "--config",
    join(folder, "config.json"),
    "--format",
    "json",
    "--quiet",
    ...words,
  ]);
  expect(stderr).toBe("");
  const report = JSON.parse(stdout) as Report;
  const active = report.findings.filter(({ suppression }) => suppression === undefined);
  expect(code).toBe(active.length === 0 ? 0 : 1);
  expect(report.not_evaluated.map(({ reason }) => reason).join()).toContain("not compared: rows of tables");
  return active.map(({ rule, object }) => `${rule} ${object.kind} ${object.identity}`);
}

test("a manifest is written, the same each time, and compares clean", async () => {
  await writeFile(join(folder, "config.json"), JSON.stringify(accepted));
  const first = await runCli(["manifest", migrations(), "--output", manifestFile()]);
  expect(first).toMatchObject({ code: 0, stdout: "" });
  const text = await readFile(manifestFile(), "utf8");
  await runCli(["manifest", migrations(), "--output", join(folder, "again.json")]);
  expect(await readFile(join(folder, "again.json"), "utf8")).toBe(text);
  const manifest = JSON.parse(text) as Manifest;
  expect(manifest.migrations).toHaveLength(2);
  expect(text).toContain('{"type":"policy","parent":"items","name":"own",');
  expect(await findings("--manifest", manifestFile())).toEqual([]);
  expect(await findings("--migrations", migrations())).toEqual([]);
}, 300_000);

test("statements that fail in the replay make it exit 1, and are in the manifest and in the report", async () => {
  const broken = join(folder, "broken");
  await mkdir(broken);
  await writeFile(
    join(broken, "1_a.sql"),
    "create table public.a (id int primary key);\nselect 1 from nowhere;",
  );
  const written = await runCli(["manifest", broken, "--output", "-"]);
  expect(written.code).toBe(1);
  expect((JSON.parse(written.stdout) as Manifest).faults).toMatchObject([{ line: 2, sqlstate: "42P01" }]);
}, 300_000);

test("--bundle writes a module", async () => {
  const file = join(folder, "module.ts");
  expect(await runCli(["manifest", migrations(), "--bundle", "--output", file])).toMatchObject({ code: 0 });
  const text = await readFile(file, "utf8");
  expect(text).toContain("export const manifest: unknown = {");
}, 300_000);

test("what was changed by hand is found; the repair runs, and nothing differs afterwards", async () => {
  for (const change of CHANGES) await onDatabase(live.url, (database) => database.execute(change));
  const found = await findings("--manifest", manifestFile());
  expect([...found].sort()).toEqual(
    [
      "object_changed column app.items.note",
      "object_changed policy files on storage.objects",
      "object_changed relation app.counted",
      "object_changed relation app.items",
      "object_changed routine app.touch()",
      "object_changed trigger touch on app.items",
      "object_missing column app.items.owner",
      'object_missing relation app."odd ""name""\né"',
      "object_missing index app.by_size",
      "object_missing relation app.kept",
      "object_missing policy own on app.items",
      "object_unexpected column app.events.note",
      "object_unexpected column app.items.extra",
      "object_unexpected relation app.stray",
      "object_unexpected index app.stray_key",
      "object_unexpected policy wide on app.items",
      "object_changed type app.mood",
      "object_missing relation app.kept_name",
      "object_unexpected relation app.app_name",
      "object_missing extension citext",
      "object_unexpected extension hstore",
    ].sort(),
  );
  const repair = await fix();
  expect(repair).toMatchObject({ code: 1, stderr: "" });
  expect(repair.stdout).toContain("every step ran, and nothing differed afterwards");
  expect(repair.stdout).not.toMatch(/^-- .*\bNOT\b/im);
  // What is accepted stays, and so does the platform's.
  expect(repair.stdout).not.toContain("connect_only");
  expect(repair.stdout.match(/^-- DESTRUCTIVE.*\n.*/gm)).toEqual([
    '-- DESTRUCTIVE: loses data.\nALTER TABLE "app"."events" DROP COLUMN "note";',
    '-- DESTRUCTIVE: loses data.\nALTER TABLE "app"."items" DROP COLUMN "extra";',
    '-- DESTRUCTIVE: loses data.\nDROP TABLE "app"."stray";',
  ]);
  // A new value of an enum can be used only after a commit.
  expect(repair.stdout).toMatch(/ADD VALUE 'ok'.*;\ncommit;\n\nbegin;/);
  await onDatabase(live.url, (database) => database.execute(repair.stdout));
  expect(await findings("--manifest", manifestFile())).toEqual([]);
  const rows = await onDatabase(live.url, (database) => database.query("select text from app.kept_name"));
  expect(rows).toEqual([{ text: "a row" }]);
  expect(await fix()).toMatchObject({ code: 0, stdout: expect.stringContaining("-- Nothing to run.") });
}, 300_000);

test("an accepted difference stays with what follows from it; what the engine does not know is told", async () => {
  await onDatabase(live.url, (database) =>
    database.execute(
      `create table app.accepted (id int primary key); create index on app.accepted (id);
       create table app.stray (id int); alter table app.items alter name set statistics 500;`,
    ),
  );
  await writeFile(
    join(folder, "config.json"),
    JSON.stringify({
      suppressions: [
        ...accepted.suppressions,
        { rule: "object_unexpected", object: "app.accepted", reason: "of a test", owner: "tests" },
      ],
    }),
  );
  const { stdout, code } = await fix();
  expect(code).toBe(1);
  expect(stdout).toContain('DROP TABLE "app"."stray"');
  expect(stdout).not.toMatch(/accepted/);
  expect(stdout).toContain(
    "-- Not repaired here, to be done by hand:\n--   changed column app.items.name: statistics\n",
  );
}, 300_000);

test.each([
  [["--manifest", "x.json"], "--fix needs --migrations"],
  [["--migrations", "x", "--format", "json"], "--fix prints SQL, not json"],
])("--fix with %s is refused", async (words, message) => {
  const { code, stderr } = await runCli(["drift", "--db-url", "postgres://127.0.0.1:1/x", "--fix", ...words]);
  expect(code).toBe(2);
  expect(stderr).toContain(message);
});

function fix() {
  return runCli([
    "drift",
    "--db-url",
    live.url,
    "--config",
    join(folder, "config.json"),
    "--migrations",
    migrations(),
    "--fix",
    "--quiet",
  ]);
}
