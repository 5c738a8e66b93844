import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";

let home: TestDatabase;
let database: Database;
let other: Database;
beforeAll(async () => {
  home = await createTestDatabase();
  database = openServer({ url: home.url });
  other = openServer({ url: home.url });
});
afterAll(async () => {
  await Promise.all([database?.close(), other?.close()]);
  await home?.drop();
});

const PID = "select pg_catalog.pg_backend_pid() as pid";
const END = "select pg_catalog.pg_terminate_backend($1::int4)";

test("a transaction whose statement is cut off fails with one clear error, and the next one connects again", async () => {
  const cut = database.transaction("write", async (session) => {
    await session.query("select pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())");
  });
  await expect(cut).rejects.toMatchObject({ kind: "connection" });
  const next = await database.transaction("write", (session) => session.query("select 1 as one"));
  expect(next).toEqual([{ one: 1 }]);
}, 20_000);

test("a connection that is lost between two statements fails the transaction, and the next one connects again", async () => {
  const cut = database.transaction("write", async (session) => {
    const [row] = await session.query<{ pid: number }>(PID);
    await other.query(END, [row?.pid ?? 0]);
    await new Promise((resolve) => setTimeout(resolve, 200));
    await session.query("select 1");
  });
  await expect(cut).rejects.toMatchObject({ kind: "connection" });
  const next = await database.transaction("write", (session) => session.query("select 1 as one"));
  expect(next).toEqual([{ one: 1 }]);
}, 20_000);

test("a lost connection outside of a transaction is opened again by the next statement", async () => {
  const cut = database.query("select pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())");
  await expect(cut).rejects.toMatchObject({ kind: "connection" });
  expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
}, 20_000);

test("closing after a loss does not wait", async () => {
  const doomed = openServer({ url: home.url });
  await doomed
    .transaction("write", (session) =>
      session.query("select pg_catalog.pg_terminate_backend(pg_catalog.pg_backend_pid())"),
    )
    .catch(() => undefined);
  const started = performance.now();
  await doomed.close();
  expect(performance.now() - started).toBeLessThan(2000);
});
