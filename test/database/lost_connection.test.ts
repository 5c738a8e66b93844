import { createServer } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { adminUrl, createTestDatabase, type TestDatabase } from "../support/servers.ts";

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

test("a database that takes no connections is a connection that failed", async () => {
  const closed = await createTestDatabase();
  const admin = openServer({ url: await adminUrl() });
  const name = new URL(closed.url).pathname.slice(1);
  await admin.execute(`alter database ${name} allow_connections false`);
  const refused = openServer({ url: closed.url });
  await expect(refused.query("select 1")).rejects.toMatchObject({
    kind: "connection",
    message: expect.stringContaining("not currently accepting connections"),
  });
  await Promise.all([refused.close(), admin.close()]);
  await closed.drop();
});

test("a transaction that the server ends for its idleness is a connection that was lost", async () => {
  const idle = database.transaction("write", async (session) => {
    await session.execute("set local idle_in_transaction_session_timeout = 50");
    await new Promise((resolve) => setTimeout(resolve, 500));
    await session.query("select 1");
  });
  await expect(idle).rejects.toMatchObject({ kind: "connection" });
  expect(await database.query("select 1 as one")).toEqual([{ one: 1 }]);
}, 20_000);

test("what a pooler refuses with a state of its own is a connection that failed", async () => {
  const said = ["SFATAL", "VFATAL", "CXX000", "MTenant or user not found", ""].join("\0");
  const pooler = createServer((socket) => {
    socket.on("error", () => undefined);
    socket.once("data", () => {
      const body = Buffer.from(`${said}\0`);
      const head = Buffer.alloc(5);
      head.write("E");
      head.writeUInt32BE(body.length + 4, 1);
      socket.end(Buffer.concat([head, body]));
    });
  });
  await new Promise<void>((resolve) => pooler.listen(0, "127.0.0.1", resolve));
  const address = pooler.address();
  const port = typeof address === "object" ? address?.port : undefined;
  const refused = openServer({ url: `postgres://postgres.abc:secret-word@127.0.0.1:${port}/postgres` });
  await expect(refused.query("select 1")).rejects.toMatchObject({
    kind: "connection",
    message: `the database at 127.0.0.1:${port}/postgres closed the connection: Tenant or user not found`,
  });
  await refused.close();
  pooler.close();
});
