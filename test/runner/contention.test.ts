import { afterEach, beforeEach, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { pauseUntil } from "../../src/shared/runner/pause.ts";
import { withRunnerLock } from "../../src/shared/runner/runner_lock.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { folderOf, hasTable, ledgerVersions, status, type Told, up } from "./run_migrations.ts";

// Others at work on the same database: runners, sessions that hold locks, and those that end our own.

let home: TestDatabase;
let database: Database;
let other: Database;

beforeEach(async () => {
  home = await createTestDatabase();
  database = openServer({ url: home.ownerUrl, keepOpen: true, applicationName: "first runner" });
  other = openServer({ url: home.ownerUrl, keepOpen: true, applicationName: "second runner" });
});

afterEach(async () => {
  await database.close();
  await other.close();
  await home.drop();
});

const two = folderOf({
  "001_a.sql": "create table a (id int); select pg_sleep(0.3)",
  "002_b.sql": "create table b (id int)",
});

/** Resolves when the condition holds, looked at by the superuser. */
async function until(sql: string): Promise<void> {
  await onDatabase(home.url, async (admin) => {
    for (let tries = 0; tries < 200; tries++) {
      const [row] = await admin.query<{ holds: boolean }>(`select (${sql}) as holds`);
      if (row?.holds === true) return;
      await new Promise((resolve) => setTimeout(resolve, 25));
    }
    throw new Error(`never: ${sql}`);
  });
}

test("two runners at once: one waits, and nothing runs twice", async () => {
  const outcomes = await Promise.all([
    up(database, two, { lockWaitMs: 20_000 }),
    up(other, two, { lockWaitMs: 20_000 }),
  ]);
  expect(outcomes.map(({ failure }) => failure)).toEqual([undefined, undefined]);
  expect(outcomes.map(({ done }) => done.length).sort()).toEqual([0, 2]);
  expect(await ledgerVersions(database)).toEqual(["001", "002"]);
});

test("a runner that does not wait says who is at work", async () => {
  const wait = { waitMs: 0, pause: pauseUntil(), onWait: () => undefined };
  await withRunnerLock(other, wait, async (pid) => {
    const told: Told = { events: [] };
    await expect(up(database, two, { told, lockWaitMs: 600 })).rejects.toMatchObject({
      kind: "busy",
      message: expect.stringMatching(
        new RegExp(
          `process ${pid} of role 'cli_login_owner' from 127\\.0\\.0\\.1 since .* UTC \\(second runner\\)$`,
        ),
      ),
    });
    expect(told.events.filter(({ kind }) => kind === "waiting")).toHaveLength(1);
    expect(await hasTable(database, "a")).toBe(false);
  });
  expect((await up(database, two)).failure).toBeUndefined();
});

test("a client that applies the same version meanwhile is noticed at the ledger", async () => {
  const applying = up(database, two);
  await until(
    "exists (select from pg_stat_activity where query like '%pg_sleep%' and application_name = 'first runner')",
  );
  await other.query("insert into supabase_migrations.schema_migrations (version, name) values ('001', 'a')");
  const { failure } = await applying;
  expect(failure).toMatchObject({ at: "ledger", sqlstate: "23505" });
  expect(failure?.hint).toMatch(/Another client has recorded version 001/);
  expect(await hasTable(database, "a")).toBe(false);
});

test("a lock that is not free is waited for in bounds, and tried again after a pause", async () => {
  await other.execute("create table busy (id int)");
  const pauses: number[] = [];
  const told: Told = { events: [] };
  let free: (() => void) | undefined;
  const holding = other.transaction("write", async (session) => {
    await session.execute("lock table busy");
    await new Promise<void>((resolve) => {
      free = resolve;
    });
  });
  await until("exists (select from pg_locks where relation = 'busy'::regclass and granted)");
  const folder = folderOf({ "001_x.sql": "create table half (id int); alter table busy add column c int;" });
  const applying = up(database, folder, {
    told,
    settings: { lockTimeoutMs: 100, retries: 5 },
    onEvent: (event) => {
      told.events.push(event);
      if (event.kind !== "retry") return;
      pauses.push(event.delayMs);
      if (pauses.length === 2) free?.();
    },
  });
  const outcome = await applying;
  await holding;
  expect(outcome.failure).toBeUndefined();
  expect(pauses).toEqual([1000, 2000]);
  expect(await hasTable(database, "half")).toBe(true);
});

test("after the last attempt the lock is the failure, and nothing is left", async () => {
  await other.execute("create table busy (id int)");
  await other.transaction("write", async (session) => {
    await session.execute("lock table busy");
    const folder = folderOf({
      "001_x.sql": "create table half (id int); alter table busy add column c int;",
    });
    const { failure } = await up(database, folder, { settings: { lockTimeoutMs: 100, retries: 0 } });
    expect(failure).toMatchObject({ sqlstate: "55P03", line: 1, column: 29 });
    expect(failure?.hint).toMatch(/--lock-timeout/);
  });
  expect(await hasTable(database, "half")).toBe(false);
});

test("a deadlock is tried again", async () => {
  await other.execute("create table one (id int); create table two (id int)");
  const told: Told = { events: [] };
  const folder = folderOf({
    "001_x.sql": "lock table one; select pg_sleep(0.4); lock table two; create table t (id int);",
  });
  const applying = up(database, folder, { told, settings: { lockTimeoutMs: 0, retries: 3 } });
  // The other's patience is longer, so that the runner is the one to give way; only a superuser may set it.
  const holding = onDatabase(home.url, (admin) =>
    admin.transaction("write", async (session) => {
      await session.execute("set local deadlock_timeout = '60s'; lock table two");
      await until("exists (select from pg_locks where relation = 'one'::regclass and granted)");
      await session.execute("lock table one");
    }),
  );
  expect((await applying).failure).toBeUndefined();
  await holding;
  expect(told.events).toContainEqual(expect.objectContaining({ kind: "retry", reason: "a deadlock" }));
  expect(await hasTable(database, "t")).toBe(true);
});

test("a connection that is cut leaves nothing of the migration, and the next run goes on", async () => {
  const folder = folderOf({
    "001_a.sql": "create table a (id int)",
    "002_b.sql": "create table b (id int); select pg_sleep(30)",
  });
  const applying = up(database, folder);
  await until(
    "exists (select from pg_stat_activity where query like '%pg_sleep(30)%' and application_name = 'first runner')",
  );
  await onDatabase(home.url, (admin) =>
    admin.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'first runner'",
    ),
  );
  const outcome = await applying;
  expect(outcome.done.map(({ version }) => version)).toEqual(["001"]);
  expect(outcome.failure?.state).toMatch(/002_b\.sql was rolled back/);
  expect(await hasTable(other, "b")).toBe(false);
  const mended = folderOf({ "001_a.sql": "create table a (id int)", "002_b.sql": "create table b (id int)" });
  expect((await up(database, mended)).done.map(({ version }) => version)).toEqual(["002"]);
});

test("a runner whose connection was replaced does not go on without its lock", async () => {
  const folder = folderOf({
    "001_a.sql": "create table a (id int)",
    "002_b.sql": "create table b (id int)",
  });
  const outcome = await up(database, folder, {
    onEvent: (event) => {
      // Between the two files the driver would connect again by itself.
      if (event.kind === "done" && event.file.includes("001")) cut();
    },
  });
  async function cut() {
    await onDatabase(home.url, (admin) =>
      admin.query(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'first runner'",
      ),
    );
  }
  if (outcome.failure !== undefined) expect(outcome.failure.message).toMatch(/lost|went away|closed/);
  expect(await ledgerVersions(other)).toEqual(outcome.done.map(({ version }) => version));
});

test("stopping rolls the migration at work back and begins no other", async () => {
  const controller = new AbortController();
  const folder = folderOf({
    "001_a.sql": "create table a (id int)",
    "002_b.sql": "create table b (id int); select pg_sleep(30); create table bb (id int)",
    "003_c.sql": "create table c (id int)",
  });
  let pid = 0;
  const applying = up(database, folder, {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.kind === "session") pid = event.pid;
    },
  });
  await until(
    "exists (select from pg_stat_activity where query like '%pg_sleep(30)%' and application_name = 'first runner')",
  );
  controller.abort();
  await other.query("select pg_cancel_backend($1::int4)", [pid]);
  const outcome = await applying;
  expect(outcome).toMatchObject({
    done: [{ version: "001" }],
    left: ["migrations/002_b.sql", "migrations/003_c.sql"],
    interrupted: "Nothing of migrations/002_b.sql is left in the database.",
  });
  expect(await ledgerVersions(other)).toEqual(["001"]);
  expect(await hasTable(other, "b")).toBe(false);
  await withRunnerLock(other, { waitMs: 0, pause: pauseUntil(), onWait: () => undefined }, () =>
    Promise.resolve(),
  );
});

test("stopping a file that is no single transaction keeps what is committed, and the next run goes on", async () => {
  const controller = new AbortController();
  const folder = folderOf({
    "001_x.sql":
      "-- supawarden: no-transaction\ncreate table a (id int);\nselect pg_sleep(2);\ncreate table b (id int);",
  });
  let pid = 0;
  const applying = up(database, folder, {
    signal: controller.signal,
    onEvent: (event) => {
      if (event.kind === "session") pid = event.pid;
    },
  });
  await until(
    "exists (select from pg_stat_activity where query like '%pg_sleep(2)%' and application_name = 'first runner')",
  );
  controller.abort();
  await other.query("select pg_cancel_backend($1::int4)", [pid]);
  expect((await applying).interrupted).toMatch(/1 of 3 statements are committed, up to line 2/);
  expect(await status(other, folder)).toMatchObject([{ status: "partial", statements_done: 1 }]);
  expect((await up(database, folder)).failure).toBeUndefined();
  expect(await hasTable(other, "b")).toBe(true);
});
