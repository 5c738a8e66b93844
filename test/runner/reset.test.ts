import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { loadSnapshot } from "../../src/shared/catalog/read_snapshot.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { compareSnapshots } from "../../src/shared/drift/compare_snapshots.ts";
import { connectionTarget, databaseName, productionSigns } from "../../src/shared/runner/production.ts";
import { planReset, runReset } from "../../src/shared/runner/reset.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { makeProject } from "./project.ts";
import { folderOf, ledgerVersions, testOptions, up } from "./run_migrations.ts";

vi.setConfig({ testTimeout: 180_000 });

// Emptying a database and building it anew: everything the migrations made goes, the platform's own stays.

let home: TestDatabase;
let database: Database;

beforeEach(async () => {
  home = await createTestDatabase();
  database = openServer({ url: home.url, keepOpen: true });
});

afterEach(async () => {
  await database.close();
  await home.drop();
});

/** One of everything that a migration can make and a reset must find. */
const EVERYTHING = `
create extension citext with schema extensions;
create schema "we ""ird""
ü";
set search_path = "we ""ird""
ü", extensions;
create type mood as enum ('ok');
create type pair as (a int, b mood);
create type span as range (subtype = int4);
create domain name as citext;
create table "T""x" (id int generated always as identity primary key, how mood, what pair) partition by range (id);
create table part partition of "T""x" for values from (1) to (100);
create table kept (id serial, who name);
insert into kept (who) values ('someone');
create view v as select * from kept;
create materialized view mv as select * from kept;
create sequence own;
create function "f n"(a pair, variadic b int[]) returns int language sql as 'select 1';
create procedure pr(int) language sql as 'select 1';
create function plus(int8, mood) returns int8 language sql as 'select $1';
create aggregate agg(mood) (sfunc = plus, stype = int8, initcond = 0);
create aggregate cnt(*) (sfunc = int8inc, stype = int8, initcond = 0);
create operator === (leftarg = int, rightarg = int, function = int4eq);
create operator family fam using btree;
create collation col from "C";
create text search dictionary dic (template = simple);
create text search configuration cfg (copy = simple);
reset search_path;
create table public.in_public (id int primary key, owner uuid references auth.users (id));
alter table public.in_public enable row level security;
create policy own on public.in_public using (true);
create policy files on storage.objects for select using (true);
create function public.on_sign_up() returns trigger language plpgsql as 'begin return new; end';
create trigger on_sign_up after insert on auth.users for each row execute function public.on_sign_up();
create publication ours for table public.in_public;
insert into storage.buckets (id, name) values ('avatars', 'avatars');
insert into auth.users (id, email) values ('00000000-0000-4000-8000-000000000001', 'a@example.com');
`;

async function reset(texts: Readonly<Record<string, string>>) {
  const folder = folderOf(texts);
  const options = await testOptions({ events: [] });
  const plan = await planReset(database, { folder, choice: {} }, options);
  return { plan, outcome: await runReset(database, { plan, folder }, options) };
}

test("everything goes, and the same migrations run again", async () => {
  const folder = { "001_all.sql": EVERYTHING };
  const empty = await loadSnapshot(database, { takenAt: "" });
  expect((await up(database, folderOf(folder), { detailsSql: null })).failure).toBeUndefined();
  const before = await loadSnapshot(database, { takenAt: "" });
  const { outcome } = await reset(folder);
  expect(outcome.failure).toBeUndefined();
  expect(await ledgerVersions(database)).toEqual(["001"]);
  await database.execute("drop schema supawarden cascade");
  const after = await loadSnapshot(database, { takenAt: "" });
  expect(compareSnapshots({ snapshot: before }, { snapshot: after })).toEqual([]);
  expect(await database.query("select count(*)::int as n from auth.users")).toEqual([{ n: 1 }]);
  const gone = await reset({ "002_nothing.sql": "select 1" });
  expect(gone.outcome.failure).toBeUndefined();
  await database.execute("drop schema supawarden cascade; truncate supabase_migrations.schema_migrations");
  const emptied = compareSnapshots(
    { snapshot: empty },
    { snapshot: await loadSnapshot(database, { takenAt: "" }) },
  );
  expect(emptied.map(({ ref, change }) => `${change} ${ref.kind} ${ref.identity}`)).toEqual([]);
});

test("more tables than the server has room for locks", async () => {
  await database.execute(`do $$ begin
    for n in 1..3000 loop
      execute format('create table public.t%s (id int primary key)', n);
      if n % 500 = 0 then commit; end if;
    end loop;
  end $$`);
  const { outcome, plan } = await reset({ "001_a.sql": "create table t1 (id int)" });
  expect(plan.dropped.length).toBe(3000);
  expect(outcome).toMatchObject({ emptied: true, dropped: 3000, done: [{ version: "001" }] });
});

test("files in storage keep their bucket, and the records of the auditor stay", async () => {
  await database.execute(`
    insert into storage.buckets (id, name) values ('full', 'full'), ('empty', 'empty');
    insert into storage.objects (bucket_id, name) values ('full', 'a.png');
    create schema supawarden; create table supawarden.runs (id int)`);
  await reset({ "001_a.sql": "select 1" });
  expect(await database.query("select id from storage.buckets")).toEqual([{ id: "full" }]);
  expect(
    await database.query("select pg_catalog.to_regclass('supawarden.runs') is not null as there"),
  ).toEqual([{ there: true }]);
});

describe("what looks like production", () => {
  test.each([
    ["postgres://postgres:x@db.abcdefghijklmnop.supabase.co:5432/postgres", "abcdefghijklmnop"],
    [
      "postgres://postgres.abcdefghijklmnop:x@aws-0-eu-west-1.pooler.supabase.com/postgres",
      "abcdefghijklmnop",
    ],
    ["postgres://postgres:x@10.0.0.7/app", "10.0.0.7/app"],
    ["postgres://postgres:x@localhost:54322/postgres", "localhost/postgres"],
  ])("%s is named %s", (url, name) => {
    expect(databaseName(connectionTarget(url))).toBe(name);
  });

  test("hosts beyond this machine, users and rows; an empty one here does not", async () => {
    const here = connectionTarget(home.url);
    expect(await productionSigns(database, here)).toEqual([]);
    await database.execute(
      `create schema "o""ther"; create table "o""ther"."t""" (id int); create table b (id int)`,
    );
    expect(await productionSigns(database, here)).toEqual([]);
    await database.execute(`insert into "o""ther"."t""" values (1)`);
    expect(await productionSigns(database, here)).toEqual([`a table has rows, such as "o""ther"."t"""`]);
    await database.execute(
      "insert into auth.users (id) values (gen_random_uuid()); insert into b values (1)",
    );
    expect(
      await productionSigns(
        database,
        connectionTarget("postgres://x@db.abcdefghijklmnop.supabase.co/postgres"),
      ),
    ).toEqual([
      "db.abcdefghijklmnop.supabase.co is a hosted Supabase project",
      "auth.users has users",
      '2 tables have rows, such as "o""ther"."t"""',
    ]);
  });

  test("rows that the role cannot see count as rows", async () => {
    await database.execute(
      "create table hidden (id int); alter table hidden enable row level security; insert into hidden values (1); grant select on hidden to connect_only",
    );
    const guest = openServer({ url: home.connectOnlyUrl });
    try {
      const signs = await productionSigns(guest, connectionTarget(home.url));
      expect(signs).toContainEqual(expect.stringMatching(/could not be read/));
    } finally {
      await guest.close();
    }
  });

  test("the command refuses it unless it is named, and the name must be right", async () => {
    const project = await makeProject({ "001_a.sql": "create table a (id int);\n" });
    try {
      const words = ["reset", "--db-url", home.url, "--yes"];
      expect(await project.migrate(...words)).toMatchObject({ code: 0 });
      await database.execute("insert into a values (1)");
      const refused = await project.migrate(...words);
      expect(refused).toMatchObject({ code: 2, stdout: "" });
      expect(refused.stderr).toContain("this looks like production: a table has rows, such as public.a");
      const name = /--production (\S+)/.exec(refused.stderr)?.[1] ?? "";
      expect(name).toBe(databaseName(connectionTarget(home.url)));
      expect(await project.migrate(...words, "--production", "other")).toMatchObject({ code: 2 });
      expect(await database.query("select id from a")).toEqual([{ id: 1 }]);
      const dry = await project.migrate("reset", "--db-url", home.url, "--dry-run", "--format", "json");
      expect(JSON.parse(dry.stdout)).toMatchObject({
        database: name,
        production_signs: [expect.any(String)],
        dropped: [{ kind: "table", identity: "public.a" }],
        plan: [{ version: "001" }],
      });
      const done = await project.migrate(...words, "--production", name, "--format", "json");
      expect(JSON.parse(done.stdout)).toMatchObject({
        command: "reset",
        emptied: true,
        done: [{ version: "001" }],
      });
      expect(await database.query("select id from a")).toEqual([]);
    } finally {
      await project.remove();
    }
  });
});
