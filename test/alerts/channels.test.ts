import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { slackMessage } from "../../src/shared/alerts/slack.ts";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { freshShadow } from "../support/embedded.ts";
import { type HttpReceiver, httpReceiver } from "../support/http_receiver.ts";
import { applyOwnMigrations } from "../support/own_migrations.ts";
import { alertRow, deliverer, group, queueAlert } from "./outbox_rows.ts";

let database: EmbeddedDatabase;
let receiver: HttpReceiver;
beforeAll(async () => {
  database = await freshShadow();
  await applyOwnMigrations(database);
});
afterAll(() => database?.close());
beforeEach(async () => {
  receiver = await httpReceiver();
});
afterEach(async () => {
  await receiver.close();
  await database.execute("delete from supawarden.alerts; delete from supawarden.runs");
});

test("Slack gets text and blocks, with its control characters escaped", async () => {
  const objects = [{ identity: 'public."<!channel> & `b` </script>"' }];
  await queueAlert(database, {
    channel: "chat",
    type: "slack",
    groups: [group({ title: "A <b> & c", root_cause: "default privileges of postgres", count: 3, objects })],
  });
  const chat = deliverer([{ type: "slack", name: "chat", url_env: "SLACK_URL" }], {
    env: (name) => (name === "SLACK_URL" ? `${receiver.url}/services/T/B/X` : undefined),
  });
  expect(await chat.deliver(database)).toEqual({ delivered: 1, failed: 0 });
  const message = JSON.parse(receiver.received[0]?.body ?? "");
  expect(message.text).toBe("Supawarden: 3 new or reopened findings, worst severity error");
  expect(message.blocks.map((block: { type: string }) => block.type)).toEqual([
    "header",
    "section",
    "context",
  ]);
  expect(message.blocks[1].text).toEqual({
    type: "mrkdwn",
    text: [
      ":red_circle: *A &lt;b&gt; &amp; c* (`rls_disabled_in_public`)",
      "One cause: `default privileges of postgres`",
      "• `public.\"&lt;!channel&gt; &amp; 'b' &lt;/script&gt;\"`",
      "and 2 more",
    ].join("\n"),
  });
});

test("a large alert stays within Slack's 50 blocks and 3,000 characters a section", () => {
  const objects = Array.from({ length: 20 }, (_, index) => ({
    identity: `public."${"<".repeat(63)}${index}"`,
  }));
  const message = slackMessage({
    run: { id: "r", started_at: "2026-03-01T03:00:00Z" },
    groups: Array.from({ length: 200 }, () => group({ count: 500, objects })),
  });
  expect(message.blocks.length).toBeLessThanOrEqual(50);
  for (const block of message.blocks as { text?: { text: string } }[]) {
    expect((block.text?.text ?? "").length).toBeLessThanOrEqual(3000);
  }
  expect(JSON.stringify(message.blocks.at(-1))).toContain("160 more groups");
});

test("Realtime gets a private broadcast through supabase-js, with the project's key", async () => {
  receiver.answer((response) => response.writeHead(202).end());
  const key = await queueAlert(database, { channel: "live", type: "realtime" });
  const environment: Record<string, string> = {
    SUPABASE_URL: receiver.url,
    SUPABASE_SECRET_KEYS: '{"default":"sb_secret_test"}',
  };
  const live = deliverer([{ type: "realtime", name: "live", topic: "warden/alerts" }], {
    env: (name) => environment[name],
  });
  expect(await live.deliver(database)).toEqual({ delivered: 1, failed: 0 });
  const request = receiver.received[0];
  const target = new URL(request?.path ?? "", receiver.url);
  expect(target.pathname).toBe("/realtime/v1/api/broadcast/warden%2Falerts/events/alert");
  expect(target.searchParams.get("private")).toBe("true");
  expect(request?.path).not.toContain("sb_secret_test");
  expect(request?.headers.apikey).toBe("sb_secret_test");
  expect(JSON.parse(request?.body ?? "")).toMatchObject({ id: key, groups: [group()] });
});

test("Realtime refusing, or without a key, fails the attempt and keeps the key to itself", async () => {
  receiver.answer((response) => response.writeHead(401).end('{"message":"sb_secret_test is wrong"}'));
  const refused = await queueAlert(database, { channel: "live", type: "realtime" });
  const environment: Record<string, string> = { SUPABASE_URL: receiver.url };
  const live = deliverer([{ type: "realtime", name: "live" }], { env: (name) => environment[name] });
  expect(await live.deliver(database)).toEqual({ delivered: 0, failed: 1 });
  expect((await alertRow(database, refused)).last_error).toContain("SUPABASE_SECRET_KEYS");
  environment.SUPABASE_SERVICE_ROLE_KEY = "sb_secret_test";
  live.wait(60);
  expect(await live.deliver(database)).toEqual({ delivered: 0, failed: 1 });
  expect(await alertRow(database, refused)).toMatchObject({ attempts: 2, delivered: false });
  expect(JSON.stringify([live.log, await alertRow(database, refused)])).not.toContain("sb_secret_test");
});

test("the log channel writes one structured line", async () => {
  const key = await queueAlert(database, { channel: "lines", type: "log" });
  const lines = deliverer([{ type: "log", name: "lines" }]);
  expect(await lines.deliver(database)).toEqual({ delivered: 1, failed: 0 });
  expect(lines.log).toEqual([
    expect.objectContaining({ event: "alert", channel: "lines", id: key, groups: [group()] }),
  ]);
});
