import { afterAll, beforeAll, expect, it } from "vitest";
import { openServer } from "../../src/shared/database/server.ts";
import type { Report } from "../../src/shared/findings/report.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { makeStore } from "../support/store.ts";
import { type AppFixture, openApps, TRIGGER, withSecret } from "./app_fixture.ts";
import { createTokenIssuer, type TokenIssuer } from "./signed_tokens.ts";

// An audit that is divided goes on by requests of the function to itself; here they reach the same app without a network.
const RULES = ["no_primary_key", "rls_disabled_in_public", "security_definer_function"];
const UNKNOWN_ID = "00000000-0000-4000-8000-000000000009";

let own: TestDatabase;
let issuer: TokenIssuer;
let whole: AppFixture;
let divided: AppFixture;
let requests: Readonly<Record<string, string>>[] = [];
beforeAll(async () => {
  own = await createTestDatabase();
  issuer = await createTokenIssuer();
  const database = openServer({ url: own.ownerUrl });
  await makeStore(database);
  await database.execute(`
    create table public.loose (label text);
    grant select on public.loose to anon;
    create function public.open_door() returns bigint language sql security definer set search_path = ''
      as 'select count(*) from public.loose'`);
  await database.close();
  const connect = async () => openServer({ url: own.ownerUrl });
  whole = openApps({ database: await connect(), issuer, services: { connect } });
  divided = openApps({
    database: await connect(),
    issuer,
    services: {
      connect,
      slicing: {
        budget: 0,
        callAgain: async (headers) => {
          requests.push(headers);
          return divided.audit.request("/audit", {
            method: "POST",
            headers: { ...headers, "content-type": "application/json" },
            body: "{}",
          });
        },
      },
    },
  });
});
afterAll(async () => {
  await whole?.backgroundDone();
  await divided?.backgroundDone();
  await own?.drop();
});

it("answers the whole report, in the caller's name, a slice a request", async () => {
  requests = [];
  const answer = await divided.audit.request("/audit", withSecret("POST", { rules: RULES }));
  expect([answer.status, answer.headers.get("content-type")]).toEqual([200, "application/json"]);
  const report = (await answer.json()) as Report;
  const continued = requests.map((headers) => headers["x-supawarden-continue"]);
  expect(continued.length).toBeGreaterThan(1);
  expect(new Set(continued)).toEqual(new Set([report.run.id]));
  const expected = (await (
    await whole.audit.request("/audit", withSecret("POST", { rules: RULES, dry_run: true }))
  ).json()) as Report;
  const told = ({ findings, summary, not_evaluated, stale_suppressions, version }: Report) => ({
    findings: findings.map(({ state: _, first_seen_at: _first, ...finding }) => finding),
    summary,
    not_evaluated,
    stale_suppressions,
    version,
  });
  expect(told(report)).toEqual(told(expected));
  expect(report.findings.map((finding) => finding.rule)).toEqual(
    expect.arrayContaining(["no_primary_key", "rls_disabled_in_public", "security_definer_function"]),
  );
  expect(Object.keys(report.run).sort()).toEqual(Object.keys(expected.run).sort());
});

it("goes on by itself in the background for the trigger token", async () => {
  requests = [];
  const answer = await divided.audit.request("/audit", {
    method: "POST",
    headers: { "x-supawarden-token": TRIGGER, "content-type": "application/json" },
    body: JSON.stringify({ rules: RULES }),
  });
  expect(answer.status).toBe(202);
  const { id } = (await answer.json()) as { id: string };
  await divided.backgroundDone();
  const run = (await (await divided.audit.request(`/audit/runs/${id}`, withSecret("GET"))).json()) as {
    status: string;
    trigger: string;
  };
  expect([run.status, run.trigger]).toEqual(["succeeded", "cron"]);
  expect(requests.length).toBeGreaterThan(1);
  expect(new Set(requests.map((headers) => headers["x-supawarden-token"]))).toEqual(new Set([TRIGGER]));
});

it("continues no run that is not waiting, and none without credentials", async () => {
  const continued = (headers: Record<string, string>) =>
    divided.audit.request("/audit", { ...withSecret("POST", {}), headers });
  const json = { "content-type": "application/json", "x-supawarden-continue": UNKNOWN_ID };
  expect((await continued(json)).status).toBe(401);
  expect((await continued({ ...json, apikey: "sb_secret_of_the_tests" })).status).toBe(409);
  const hostile = { ...json, apikey: "sb_secret_of_the_tests", "x-supawarden-continue": "'; drop table" };
  expect((await continued(hostile)).status).toBe(422);
});
