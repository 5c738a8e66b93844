import { createHmac } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import { type HttpReceiver, httpReceiver } from "../support/http_receiver.ts";
import { applyOwnMigrations } from "../support/own_migrations.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { alertRow, deliverer, group, queueAlert, START } from "./outbox_rows.ts";

let copy: TestDatabase;
let database: Database;
let receiver: HttpReceiver;
beforeAll(async () => {
  copy = await createTestDatabase();
  database = openServer({ url: copy.url });
  await applyOwnMigrations(database);
});
afterAll(async () => {
  await database?.close();
  await copy?.drop();
});
beforeEach(async () => {
  receiver = await httpReceiver();
});
afterEach(async () => {
  await receiver.close();
  await database.execute("delete from supawarden.alerts; delete from supawarden.runs");
});

const hook = (change: object = {}) => ({
  type: "webhook",
  name: "ops",
  url: `${receiver.url}/hook`,
  ...change,
});

test("a due alert arrives once, as JSON under its idempotency key", async () => {
  const key = await queueAlert(database, { channel: "ops", type: "webhook" });
  const ops = deliverer([hook()]);
  expect(await ops.deliver(database)).toEqual({ delivered: 1, failed: 0 });
  expect(await ops.deliver(database)).toEqual({ delivered: 0, failed: 0 });
  expect(receiver.received).toHaveLength(1);
  const request = receiver.received[0];
  expect(request).toMatchObject({ method: "POST", path: "/hook" });
  expect(request?.headers).toMatchObject({ "content-type": "application/json", "idempotency-key": key });
  expect(request?.headers["x-supawarden-signature"]).toBeUndefined();
  expect(JSON.parse(request?.body ?? "")).toMatchObject({ id: key, version: 1, groups: [group()] });
  expect(await alertRow(database, key)).toMatchObject({ attempts: 1, delivered: true, dead: false });
});

test("two deliverers at once do not send an alert twice", async () => {
  for (let alert = 0; alert < 6; alert += 1) await queueAlert(database, { channel: "ops", type: "webhook" });
  const second = openServer({ url: copy.url });
  const results = await Promise.all([
    deliverer([hook()]).deliver(database),
    deliverer([hook()]).deliver(second),
  ]);
  await second.close();
  expect(results.reduce((sum, result) => sum + result.delivered, 0)).toBe(6);
  expect(new Set(receiver.received.map((request) => request.headers["idempotency-key"])).size).toBe(6);
  expect(receiver.received).toHaveLength(6);
});

test("an alert whose deliverer died comes back when its lease is over", async () => {
  const key = await queueAlert(database, { channel: "ops", type: "webhook" });
  let stopped = false;
  const worker: Database = {
    ...database,
    query: (sql, parameters) =>
      stopped ? Promise.reject(new Error("the worker is gone")) : database.query(sql, parameters),
  };
  const dying = deliverer([hook()], {
    fetch: () => {
      stopped = true;
      return Promise.reject(new Error("the worker is gone"));
    },
  });
  await expect(dying.deliver(worker)).rejects.toThrow("the worker is gone");
  const ops = deliverer([hook()]);
  ops.wait(30);
  expect(await ops.deliver(database)).toEqual({ delivered: 0, failed: 0 });
  ops.wait(31);
  expect(await ops.deliver(database)).toEqual({ delivered: 1, failed: 0 });
  expect(receiver.received[0]?.headers["x-supawarden-attempt"]).toBe("2");
  expect(await alertRow(database, key)).toMatchObject({ attempts: 2, delivered: true });
});

test("an answer of 500 is tried again later, under the same key, with growing waits", async () => {
  const key = await queueAlert(database, { channel: "ops", type: "webhook" });
  const ops = deliverer([hook()]);
  receiver.answer((response) => response.writeHead(500).end("stack trace with a secret"));
  expect(await ops.deliver(database)).toEqual({ delivered: 0, failed: 1 });
  expect(await alertRow(database, key)).toMatchObject({
    attempts: 1,
    delivered: false,
    wait_s: 60,
    last_error: "the receiver answered with status 500",
  });
  expect(await ops.deliver(database)).toEqual({ delivered: 0, failed: 0 });
  ops.wait(60);
  expect(await ops.deliver(database)).toEqual({ delivered: 0, failed: 1 });
  expect(await alertRow(database, key)).toMatchObject({ attempts: 2, wait_s: 60 + 120 });
  ops.wait(120);
  receiver.answer((response) => response.writeHead(204).end());
  expect(await ops.deliver(database)).toEqual({ delivered: 1, failed: 0 });
  expect(new Set(receiver.received.map((request) => request.headers["idempotency-key"]))).toEqual(
    new Set([key]),
  );
  expect(await alertRow(database, key)).toMatchObject({ attempts: 3, delivered: true, last_error: null });
  expect(JSON.stringify(ops.log)).not.toContain("stack trace");
});

test("after eight failed attempts it is a dead letter and is left alone", async () => {
  const key = await queueAlert(database, { channel: "ops", type: "webhook" });
  const ops = deliverer([hook()]);
  receiver.answer((response) => response.writeHead(503).end());
  for (let attempt = 1; attempt <= 10; attempt += 1) {
    await ops.deliver(database);
    ops.wait(6 * 60 * 60);
  }
  expect(receiver.received).toHaveLength(8);
  expect(await alertRow(database, key)).toMatchObject({ attempts: 8, delivered: false, dead: true });
  expect(ops.log.at(-1)).toMatchObject({ event: "alert_dead", channel: "ops", id: key, attempt: 8 });
});

test("the signature verifies over the bytes sent, and an alert is never sent unsigned in its place", async () => {
  await queueAlert(database, { channel: "ops", type: "webhook" });
  const keys: Record<string, string> = {};
  const ops = deliverer([hook({ secret_env: "ALERT_KEY" })], { env: (name) => keys[name] });
  expect(await ops.deliver(database)).toEqual({ delivered: 0, failed: 1 });
  expect(receiver.received).toHaveLength(0);
  expect(ops.log[0]).toMatchObject({ reason: expect.stringContaining("ALERT_KEY is not set") });
  keys.ALERT_KEY = "top-secret-key";
  ops.wait(60);
  await ops.deliver(database);
  const request = receiver.received[0];
  const [, time, digest] =
    /^t=(\d+),v1=([0-9a-f]{64})$/.exec(String(request?.headers["x-supawarden-signature"])) ?? [];
  expect(Number(time)).toBe(START / 1000 + 60);
  expect(digest).toBe(
    createHmac("sha256", "top-secret-key").update(`${time}.${request?.body}`).digest("hex"),
  );
  expect(JSON.stringify(ops.log)).not.toContain("top-secret-key");
});

test("a receiver that is down fails the attempt, holds up no other channel, and its address is not told", async () => {
  const down = await httpReceiver();
  await down.close();
  const first = await queueAlert(database, { channel: "down", type: "webhook" });
  await queueAlert(database, { channel: "down", type: "webhook" });
  const other = await queueAlert(database, { channel: "ops", type: "webhook" });
  const both = deliverer([{ type: "webhook", name: "down", url_env: "DOWN_URL" }, hook()], {
    env: (name) => (name === "DOWN_URL" ? `${down.url}/path/T0P5ECRET` : undefined),
  });
  expect(await both.deliver(database)).toEqual({ delivered: 1, failed: 1 });
  expect(await alertRow(database, other)).toMatchObject({ delivered: true });
  const logged = JSON.stringify([both.log, await alertRow(database, first)]);
  expect(logged).toContain("cannot be reached");
  expect(logged).not.toContain("T0P5ECRET");
});

test("a redirect is not followed", async () => {
  const key = await queueAlert(database, { channel: "ops", type: "webhook" });
  receiver.answer((response) => response.writeHead(307, { location: `${receiver.url}/elsewhere` }).end());
  expect(await deliverer([hook()]).deliver(database)).toEqual({ delivered: 0, failed: 1 });
  expect(receiver.received.map((request) => request.path)).toEqual(["/hook"]);
  expect((await alertRow(database, key)).last_error).toContain("redirects");
});

test("an alert of a channel that the configuration no longer has is dead at once", async () => {
  const key = await queueAlert(database, { channel: "former", type: "webhook" });
  expect(await deliverer([hook()]).deliver(database)).toEqual({ delivered: 0, failed: 1 });
  expect(await alertRow(database, key)).toMatchObject({ dead: true, attempts: 1 });
});

test("hostile names arrive as they are", async () => {
  const object = `public."</script>\n\\u0000 '; drop table x; --\u202e☃"`;
  const objects = [{ identity: object }];
  await queueAlert(database, { channel: "ops", type: "webhook", groups: [group({ objects })] });
  await deliverer([hook()]).deliver(database);
  expect(JSON.parse(receiver.received[0]?.body ?? "").groups[0].objects[0].identity).toBe(object);
});
