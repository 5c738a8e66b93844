import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Report } from "../../src/shared/audit/report.ts";
import type { Database } from "../../src/shared/database/database.ts";
import { openServer } from "../../src/shared/database/server.ts";
import type { Manifest } from "../../src/shared/manifest/manifest.ts";
import { manifestMigrations } from "../../src/shared/manifest/migrations.ts";
import { discoverMigrations } from "../../src/shared/migrations/discover.ts";
import { loadSqlParser } from "../../src/shared/sql/parser.ts";
import { storeManifest } from "../../src/shared/store/manifests.ts";
import type { Verdict } from "../../src/shared/verify/verdict.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { makeStore } from "../support/store.ts";
import { type AppFixture, openApps, TRIGGER, withSecret } from "./app_fixture.ts";
import { createTokenIssuer, type TokenIssuer } from "./signed_tokens.ts";

// Where a manifest comes from: the request, the table, the deployment; in one request or in slices.

let own: TestDatabase;
let issuer: TokenIssuer;
let database: Database;
const apps: AppFixture[] = [];

beforeAll(async () => {
  own = await createTestDatabase();
  issuer = await createTokenIssuer();
  database = openServer({ url: own.ownerUrl });
  await onSuperuser(`
    insert into supabase_migrations.schema_migrations (version, name, statements)
    values ('1', 'one', array['create table one (id bigint primary key)'])`);
});
afterAll(async () => {
  await database?.close();
  await own?.drop();
});
beforeEach(async () => {
  for (const app of apps.splice(0)) await app.backgroundDone();
  await database.execute("drop schema if exists supawarden cascade");
  await makeStore(database);
});

async function onSuperuser(sql: string): Promise<void> {
  const superuser = openServer({ url: own.url });
  await superuser.execute(sql);
  await superuser.close();
}

/** A manifest of migration 1, which is applied, and of these, which are not. */
async function manifestOf(...versions: string[]): Promise<Manifest> {
  const entries = ["1", ...versions].map((version) => ({
    name: `${version}_one.sql`,
    directory: false,
    bytes: new TextEncoder().encode("create table one (id bigint primary key);"),
  }));
  const discovery = discoverMigrations("supabase/migrations", entries);
  return {
    version: 1,
    tool_version: "0.1.0",
    server_version: "17.0",
    migrations: manifestMigrations(discovery, { parser: await loadSqlParser(), place: (file) => file }),
  };
}

function open(options: { readonly manifest?: unknown; readonly sliced?: boolean } = {}): AppFixture {
  const connect = async () => openServer({ url: own.ownerUrl });
  const app: AppFixture = openApps({
    database,
    issuer,
    services: {
      connect,
      manifest: options.manifest,
      ...(options.sliced === true
        ? {
            slicing: {
              budget: 0,
              callAgain: async (headers) =>
                app.audit.request("/audit", {
                  method: "POST",
                  headers: { ...headers, "content-type": "application/json" },
                  body: "{}",
                }),
            },
          }
        : {}),
    },
  });
  apps.push(app);
  return app;
}

async function audited(app: AppFixture, body: object = {}): Promise<Report> {
  const answer = await app.audit.request("/audit", withSecret("POST", body));
  expect(answer.status).toBe(200);
  return (await answer.json()) as Report;
}

/** Versions that the report calls not applied and that are not resolved. */
function missing(report: Report): string[] {
  return report.findings
    .filter((finding) => finding.rule === "migration_not_applied" && finding.state !== "resolved")
    .map((finding) => finding.object.identity);
}

async function versionCheck(app: AppFixture, body?: object) {
  const request = body === undefined ? withSecret("GET") : withSecret("POST", body);
  const answer = await app.verify.request("/verify", request);
  const verdict = (await answer.json()) as Verdict;
  return { http: answer.status, ...verdict.checks.find((check) => check.name === "schema_version") };
}

describe("which manifest", () => {
  it("is none without one: neither rules nor check compare with anything", async () => {
    for (const manifest of [undefined, null]) {
      const report = await audited(open({ manifest }), { dry_run: true });
      expect(missing(report)).toEqual([]);
      expect(report.not_evaluated.map((entry) => entry.rule)).not.toContain("migration_not_applied");
      expect(await versionCheck(open({ manifest }))).toMatchObject({ status: "not_evaluated" });
    }
  });

  it("is that of the request, else the stored one, else the deployed one", async () => {
    const app = open({ manifest: await manifestOf("2") });
    expect(missing(await audited(app, { dry_run: true }))).toEqual(["2"]);
    expect(await versionCheck(app)).toMatchObject({ http: 409, status: "fail", expected: "2", actual: "1" });
    await storeManifest(database, { name: "default", manifest: await manifestOf("3") });
    await storeManifest(database, { name: "other", manifest: await manifestOf("9") });
    expect(missing(await audited(app, { dry_run: true }))).toEqual(["3"]);
    expect(await versionCheck(app)).toMatchObject({ http: 409, expected: "3" });
    const manifest = await manifestOf("4");
    expect(missing(await audited(app, { dry_run: true, manifest }))).toEqual(["4"]);
    expect(await versionCheck(app, { manifest })).toMatchObject({ http: 409, expected: "4" });
    expect(await versionCheck(app, { manifest: await manifestOf() })).toMatchObject({
      http: 200,
      status: "pass",
      expected: "1",
    });
  });

  it("is refused with the place that is wrong, and with its size", async () => {
    const app = open();
    const manifest = { ...(await manifestOf()), migrations: [{ version: 7 }] };
    for (const { request, path } of [
      { request: app.audit, path: "/audit" },
      { request: app.verify, path: "/verify" },
    ]) {
      const answer = await request.request(path, withSecret("POST", { manifest }));
      expect(answer.status).toBe(422);
      expect(await answer.json()).toMatchObject({
        detail: expect.stringContaining("migrations.0.version"),
        errors: [expect.objectContaining({ path: ["manifest"] })],
      });
      const large = withSecret("POST", { manifest: { padding: "x".repeat(4 * 1024 * 1024) } });
      expect((await request.request(path, large)).status).toBe(413);
      expect((await request.request(path, withSecret("POST", { manifest: "text" }))).status).toBe(422);
    }
  });

  it("that is stored and broken is the operator's mistake, and is logged", async () => {
    await storeManifest(database, { name: "default", manifest: { version: 2 } });
    const app = open();
    const answer = await app.audit.request("/audit", withSecret("POST", { dry_run: true }));
    expect(answer.status).toBe(500);
    expect(JSON.stringify(app.logged)).toContain("supawarden.manifests");
  });
});

describe("a recorded audit", () => {
  it("is not taken for unchanged when the stored manifest has changed", async () => {
    const app = open();
    const runs = async () => {
      const report = await audited(app);
      const run = await app.audit.request(`/audit/runs/${report.run.id}`, withSecret("GET"));
      const { unchanged_since } = (await run.json()) as { unchanged_since?: string };
      return { missing: missing(report), carried: unchanged_since !== undefined };
    };
    await storeManifest(database, { name: "default", manifest: await manifestOf("2") });
    expect(await runs()).toEqual({ missing: ["2"], carried: false });
    expect(await runs()).toEqual({ missing: ["2"], carried: true });
    await storeManifest(database, { name: "default", manifest: await manifestOf("2", "3") });
    expect(await runs()).toEqual({ missing: ["2", "3"], carried: false });
    expect(await runs()).toEqual({ missing: ["2", "3"], carried: true });
    await storeManifest(database, { name: "default", manifest: await manifestOf() });
    expect(await runs()).toEqual({ missing: [], carried: false });
  });

  it("in slices judges all of them by the manifest that its first request brought", async () => {
    const manifest = await manifestOf("2");
    const app = open({ manifest: await manifestOf("8"), sliced: true });
    expect(missing(await audited(app, { manifest }))).toEqual(["2"]);
    const whole = await audited(open(), { manifest, dry_run: true });
    const sliced = await audited(app, { manifest });
    const told = (report: Report) => report.findings.map((finding) => finding.fingerprint).sort();
    expect(told(sliced)).toEqual(told(whole));
    expect(sliced.not_evaluated).toEqual(whole.not_evaluated);
  });

  it("in slices, started by the schedule, takes the stored one", async () => {
    await storeManifest(database, { name: "default", manifest: await manifestOf("5") });
    const app = open({ sliced: true });
    const answer = await app.audit.request("/audit", {
      method: "POST",
      headers: { "x-supawarden-token": TRIGGER },
    });
    expect(answer.status).toBe(202);
    await app.backgroundDone();
    const found = await app.audit.request("/audit/findings?rule=migration_not_applied", withSecret("GET"));
    const { findings } = (await found.json()) as Pick<Report, "findings">;
    expect(findings.map((finding) => finding.object.identity)).toEqual(["5"]);
  });
});
