import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { SupawardenError } from "../../src/shared/errors.ts";
import type { Services } from "../../src/shared/http/services.ts";
import { RULES } from "../../src/shared/rules/mod.ts";
import { withRunLock } from "../../src/shared/store/run_lock.ts";
import { freshShadow } from "../support/embedded.ts";
import { makeStore } from "../support/store.ts";
import { type AppFixture, openApps, SECRET, withSecret } from "./app_fixture.ts";
import { createTokenIssuer, type TokenIssuer } from "./signed_tokens.ts";

interface Body {
  readonly [key: string]: unknown;
}

let database: EmbeddedDatabase;
let issuer: TokenIssuer;
let apps: AppFixture;

beforeAll(async () => {
  database = await freshShadow();
  issuer = await createTokenIssuer();
  await makeStore(database);
  await database.execute(`
    create table public.notes (id bigint primary key, text text);
    create function public.open_door() returns bigint language sql security definer
      as 'select count(*) from public.notes';
    create function public."odd ""name"" %_*"() returns bigint language sql security definer
      as 'select count(*) from public.notes'`);
});
afterAll(() => database.close());
beforeEach(() => {
  apps = openApps({ database, issuer });
});
afterEach(() => apps.backgroundDone());

const UNKNOWN_ID = "00000000-0000-4000-8000-000000000009";

async function ask(
  path: string,
  init: RequestInit = withSecret("GET"),
): Promise<{ status: number; body: Body }> {
  const answer = await apps.audit.request(path, init);
  const text = await answer.text();
  return { status: answer.status, body: text === "" ? {} : (JSON.parse(text) as Body) };
}

function withServices(services: Partial<Services>): AppFixture {
  return openApps({ database, issuer, services });
}

describe("POST /audit", () => {
  it("answers the report, stores it, and logs each new finding once", async () => {
    const first = await ask("/audit", withSecret("POST"));
    expect(first.status).toBe(200);
    expect(first.body).toMatchObject({ version: 1, run: { trigger: "http", source: "database" } });
    const findings = first.body.findings as { fingerprint: string; state: string; rule: string }[];
    expect(findings.map((finding) => finding.rule)).toContain("security_definer_function");
    const lines = apps.logged.filter((line) => (line as Body).event === "finding");
    expect(lines.map((line) => (line as Body).fingerprint).sort()).toEqual(
      findings
        .filter((finding) => finding.state === "new")
        .map((finding) => finding.fingerprint)
        .sort(),
    );
    expect(lines.length).toBeGreaterThan(0);

    apps.logged.length = 0;
    const second = await ask("/functions/v1/audit/", withSecret("POST", {}));
    expect(second.status).toBe(200);
    expect(second.body.summary).toMatchObject({ new: 0 });
    expect(apps.logged.filter((line) => (line as Body).event === "finding")).toEqual([]);
    const runs = await ask("/audit/runs?limit=1");
    expect(runs.body.runs).toMatchObject([{ id: (second.body.run as Body).id, status: "succeeded" }]);
  });

  it("stores nothing when it runs dry, and judges only what was asked", async () => {
    const before = await ask("/audit/runs");
    const answer = await ask(
      "/audit",
      withSecret("POST", { dry_run: true, rules: ["security_definer_function"] }),
    );
    expect(answer.status).toBe(200);
    const rules = (answer.body.findings as { rule: string }[]).map((finding) => finding.rule);
    expect(new Set(rules)).toEqual(new Set(["security_definer_function"]));
    const category = await ask("/audit", withSecret("POST", { dry_run: true, categories: ["ledger"] }));
    expect((category.body.findings as { category: string }[]).every((one) => one.category === "ledger")).toBe(
      true,
    );
    expect(await ask("/audit/runs")).toEqual(before);
  });

  it("answers 409 while another audit runs", async () => {
    await withRunLock(database, async () => {
      const answer = await ask("/audit", withSecret("POST"));
      expect(answer).toMatchObject({ status: 409, body: { type: "urn:supawarden:problem:busy" } });
      const triggered = await apps.audit.request("/audit", {
        method: "POST",
        headers: { "x-supawarden-token": "trigger-token-of-the-tests" },
      });
      expect(triggered.status).toBe(409);
    });
    expect((await ask("/audit", withSecret("POST"))).status).toBe(200);
  });

  it("slows down a caller gone wild, and lets it back in after the minute", async () => {
    let now = Date.parse("2026-01-01T00:00:00Z");
    const limited = openApps({
      database,
      issuer,
      services: {
        clock: () => new Date(now).toISOString(),
        connect: () => Promise.reject(new SupawardenError("busy", "another run")),
      },
    });
    const start = () => limited.audit.request("/audit", withSecret("POST"));
    for (let count = 0; count < 60; count++) expect((await start()).status).toBe(409);
    now += 20_000;
    const refused = await start();
    expect(refused.status).toBe(429);
    expect(refused.headers.get("retry-after")).toBe("40");
    expect((await limited.audit.request("/audit/rules", withSecret("GET"))).status).toBe(200);
    now += 40_000;
    expect((await start()).status).toBe(409);
  });
});

describe("what it cannot read", () => {
  const json = { apikey: SECRET, "content-type": "application/json" };

  it.each([
    ["cut JSON", { method: "POST", headers: json, body: '{"dry_run":' }],
    [
      "text",
      { method: "POST", headers: { apikey: SECRET, "content-type": "text/plain" }, body: '{"dry_run":true}' },
    ],
  ])("is answered 400: %s", async (_name, init) => {
    expect(await ask("/audit", init)).toMatchObject({
      status: 400,
      body: { status: 400, title: "Malformed request" },
    });
  });

  it.each([
    ["an unknown key", { dryrun: true }, "dryrun"],
    [
      "an unknown rule",
      { rules: ["security_definer_functoin"] },
      'did you mean "security_definer_function"?',
    ],
    ["an unknown category", { categories: ["lint"] }, "categories.0"],
    ["what is no manifest", { manifest: {} }, "is not a manifest: version: "],
    ["no object", ["dry_run"], "expected object"],
    ["null", null, "expected object"],
    ["an empty choice", { rules: [] }, "rules"],
    [
      "a rule of another category",
      { rules: ["security_definer_function"], categories: ["vector"] },
      "None of",
    ],
  ])("is answered 422: %s", async (_name, body, told) => {
    const answer = await ask("/audit", withSecret("POST", body));
    expect(answer.status).toBe(422);
    expect(answer.body.detail).toContain(told);
  });

  it("is answered at once and shortly, however long it is", async () => {
    const started = Date.now();
    const long = await ask("/audit", withSecret("POST", { rules: ["x".repeat(3_000_000)] }));
    const keys = Object.fromEntries(Array.from({ length: 100_000 }, (_, index) => [`key_${index}`, 1]));
    const many = await ask("/audit", withSecret("POST", keys));
    const wrong = await ask("/audit", withSecret("POST", { categories: Array(100_000).fill("x") }));
    for (const answer of [long, many, wrong]) {
      expect(answer.status).toBe(422);
      expect(JSON.stringify(answer.body).length).toBeLessThan(40_000);
    }
    expect(Date.now() - started).toBeLessThan(20_000);
  });

  it("is answered 413 above 4 MiB, however it is sent", async () => {
    const large = JSON.stringify({ rules: ["x".repeat(4 * 1024 * 1024)] });
    const declared = { ...json, "content-length": String(large.length) };
    expect((await ask("/audit", { method: "POST", headers: declared, body: large })).status).toBe(413);
    const stream = new Blob([large]).stream();
    const chunked = { method: "POST", headers: json, body: stream, duplex: "half" } as RequestInit;
    expect(await ask("/audit", chunked)).toMatchObject({ status: 413, body: { status: 413 } });
  });

  it.each([
    "limit=0",
    "limit=501",
    "limit=ten",
    "limit=",
    "sevrity=error",
    "severity=bad",
    "severity=error&severity=warn",
    "cursor=nonsense",
    "cursor=WyJhIiwiYiIsImMiLCJkIl0",
    "object=%00",
  ])("is answered 422 in a list: %s", async (query) => {
    const answer = await ask(`/audit/findings?${query}`);
    expect(answer.status).toBe(422);
    expect(answer.body.errors).toHaveLength(1);
  });

  it("is answered 422 for a cursor of the runs that was tampered with", async () => {
    const cursor = Buffer.from(JSON.stringify(["yesterday-ish", "no uuid"])).toString("base64url");
    expect((await ask(`/audit/runs?cursor=${cursor}`)).status).toBe(422);
  });

  it.each([
    ["GET", "/audit/no/such/route"],
    ["PUT", "/audit"],
    ["GET", "/"],
    ["GET", "/audit/runs/not-an-id"],
    ["GET", `/audit/runs/${UNKNOWN_ID}`],
    ["GET", "/audit/findings/not-a-fingerprint"],
    ["GET", `/audit/findings/${"0".repeat(64)}`],
    ["DELETE", "/audit/suppressions/not-an-id"],
    ["DELETE", `/audit/suppressions/${UNKNOWN_ID}`],
    ["GET", "/audit/rules/no_such_rule"],
  ])("is answered 404: %s %s", async (method, path) => {
    expect(await ask(path, withSecret(method))).toMatchObject({ status: 404, body: { title: "Not found" } });
  });
});

describe("what was found", () => {
  it("is listed page by page in the order of reports, and filtered", async () => {
    const report = await ask("/audit", withSecret("POST"));
    const expected = (report.body.findings as { fingerprint: string }[]).map((one) => one.fingerprint);
    const seen: string[] = [];
    let cursor: unknown;
    do {
      const page = await ask(`/audit/findings?limit=3${cursor === undefined ? "" : `&cursor=${cursor}`}`);
      const findings = page.body.findings as { fingerprint: string }[];
      expect(findings.length).toBeLessThanOrEqual(3);
      seen.push(...findings.map((one) => one.fingerprint));
      cursor = page.body.next_cursor;
    } while (cursor !== undefined);
    expect(seen).toEqual(expected);
    const rule = await ask("/audit/findings?rule=security_definer_function&category=routine&state=open");
    const objects = (rule.body.findings as { object: { identity: string } }[]).map(
      (one) => one.object.identity,
    );
    expect(objects).toContain("public.open_door()");
    const object = await ask(`/audit/findings?object=${encodeURIComponent('public."odd ""name"" %_*"()')}`);
    expect(object.body.findings).not.toEqual([]);
    expect((await ask("/audit/findings?severity=error&rule=nothing")).body).toEqual({ findings: [] });
  });

  it("is shown with its events, in runs and alone", async () => {
    const { body } = await ask("/audit/findings?rule=security_definer_function&limit=1");
    const [{ fingerprint }] = body.findings as [{ fingerprint: string }];
    const one = await ask(`/audit/findings/${fingerprint}`);
    expect(one.body).toMatchObject({ fingerprint, rule: "security_definer_function" });
    expect((one.body.events as Body[])[0]).toMatchObject({ state: "new" });
    const first = (one.body.events as Body[])[0]?.run_id;
    const run = await ask(`/audit/runs/${first}`);
    expect((run.body.changes as Body[]).map((change) => change.fingerprint)).toContain(fingerprint);
  });

  it("is counted in OpenMetrics text", async () => {
    const answer = await apps.audit.request("/audit/metrics", withSecret("GET"));
    expect(answer.headers.get("content-type")).toBe(
      "application/openmetrics-text; version=1.0.0; charset=utf-8",
    );
    const text = await answer.text();
    expect(text.endsWith("\n# EOF\n")).toBe(true);
    expect(text).toMatch(
      /^supawarden_findings_open\{severity="\w+",rule="security_definer_function"\} \d+$/m,
    );
    expect(text).toMatch(/^supawarden_runs\{status="succeeded"\} [1-9]\d*$/m);
    for (const line of text.trimEnd().split("\n")) {
      expect(line).toMatch(
        /^(# (TYPE|UNIT|HELP|EOF)|supawarden_\w+(\{\w+="[^"]*"(,\w+="[^"]*")*\})? -?[\d.e+]+$)/,
      );
    }
  });
});

describe("suppressions", () => {
  const accepted = { reason: "Runs at sign-up", owner: "ops@example.com", expires_at: "2999-01-31" };

  it("take a finding out of the counts until they are taken back", async () => {
    const before = await ask("/audit", withSecret("POST"));
    const listed = await ask("/audit/findings?object=public.open_door()&rule=security_definer_function");
    const [{ fingerprint }] = listed.body.findings as [{ fingerprint: string }];
    const added = await ask("/audit/suppressions", withSecret("POST", { fingerprint, ...accepted }));
    expect(added).toMatchObject({
      status: 201,
      body: {
        id: expect.any(String),
        fingerprint,
        owner: accepted.owner,
        expires_at: "2999-01-31T23:59:59.999Z",
      },
    });
    const during = await ask("/audit", withSecret("POST"));
    const count = (report: Body) => (report.summary as Body).suppressed as number;
    expect(count(during.body)).toBe(count(before.body) + 1);
    const gone = await apps.audit.request(`/audit/suppressions/${added.body.id}`, withSecret("DELETE"));
    expect([gone.status, await gone.text()]).toEqual([204, ""]);
    expect((await ask(`/audit/suppressions/${added.body.id}`, withSecret("DELETE"))).status).toBe(404);
    expect(count((await ask("/audit", withSecret("POST"))).body)).toBe(count(before.body));
  });

  it("need a finding, a reason, an owner and an end to come", async () => {
    const fingerprint = "0".repeat(64);
    const add = (body: object) => ask("/audit/suppressions", withSecret("POST", body));
    expect((await add({ fingerprint, ...accepted })).status).toBe(404);
    for (const key of ["reason", "owner", "expires_at"] as const) {
      const { [key]: _, ...rest } = accepted;
      const answer = await add({ fingerprint, ...rest });
      expect(answer).toMatchObject({ status: 422, body: { errors: [{ path: [key] }] } });
    }
    for (const wrong of [
      { expires_at: "2020-01-01" },
      { expires_at: "soon" },
      { reason: "" },
      { reason: "a\0b" },
      { by: "me" },
    ]) {
      expect((await add({ fingerprint, ...accepted, ...wrong })).status).toBe(422);
    }
    expect((await add({ ...accepted, fingerprint: "short" })).status).toBe(422);
    const empty = await ask("/audit/suppressions", withSecret("POST"));
    expect(empty.status).toBe(422);
  });
});

describe("failures", () => {
  const host = "db.secret-host.example:5432/postgres";

  it("of the connection are answered 503 with the time to come back, and name no host", async () => {
    const cut = withServices({
      connect: () =>
        Promise.reject(new SupawardenError("connection", `cannot reach the database at ${host}`)),
    });
    for (const [method, path] of [
      ["POST", "/audit"],
      ["GET", "/audit/runs"],
      ["GET", "/audit/metrics"],
    ] as const) {
      const answer = await cut.audit.request(path, withSecret(method));
      expect(answer.status).toBe(503);
      expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
      expect(await answer.text()).not.toContain("secret-host");
    }
    expect((await cut.audit.request("/audit/health")).status).toBe(200);
  });

  it("that nobody foresaw are answered 500 without a word of theirs, which the log has", async () => {
    const error = Object.assign(new Error("secret words"), { code: "XX000", query: "select secret_column" });
    const broken = withServices({ connect: () => Promise.reject(error) });
    const answer = await broken.audit.request("/audit/runs", {
      headers: { apikey: SECRET, "x-request-id": "call-7" },
    });
    expect(answer.status).toBe(500);
    expect(answer.headers.get("x-request-id")).toBe("call-7");
    expect(await answer.text()).not.toMatch(/secret/);
    expect(broken.logged).toContainEqual(
      expect.objectContaining({
        event: "failure",
        request_id: "call-7",
        sqlstate: "XX000",
        message: "secret words",
      }),
    );
    expect(JSON.stringify(broken.logged)).not.toContain("secret_column");
  });

  it("of a database without our schema say what to do", async () => {
    const absent = await database.query("select 1").then(() =>
      withServices({
        connect: async () => ({
          ...database,
          query: (sql, parameters) =>
            database.query(sql.replaceAll("supawarden.", "no_such_schema."), parameters),
          close: async () => {},
        }),
      }),
    );
    const answer = await absent.audit.request("/audit/runs", withSecret("GET"));
    expect(answer.status).toBe(503);
    expect(await answer.text()).toContain("apply its migrations");
  });
});

describe("the log", () => {
  it("has one line a request, without a secret or a query", async () => {
    await apps.audit.request("/audit/findings?object=private", {
      headers: { apikey: SECRET, "x-request-id": "bad id\u00e9" },
    });
    const lines = apps.logged.filter((line) => (line as Body).event === "request");
    expect(lines).toEqual([
      {
        level: "info",
        event: "request",
        request_id: expect.stringMatching(/^[0-9a-f-]{36}$/),
        method: "GET",
        path: "/audit/findings",
        status: 200,
        duration_ms: expect.any(Number),
        credential: "secret:default",
      },
    ]);
    expect(JSON.stringify(apps.logged)).not.toMatch(/private|sb_secret/);
  });
});

describe("rules and the document", () => {
  it("list every rule with its metadata", async () => {
    const { body } = await ask("/audit/rules");
    expect((body.rules as { id: string }[]).map((rule) => rule.id)).toEqual(RULES.map((rule) => rule.id));
    const one = await ask("/audit/rules/security_definer_function");
    expect(one.body).toMatchObject({ id: "security_definer_function", category: "routine" });
    expect(one.body.rationale).toEqual(expect.any(String));
  });

  it("describe every route of both functions in OpenAPI 3.1", async () => {
    const { body } = await ask("/audit/openapi.json");
    expect(body.openapi).toBe("3.1.0");
    const paths = body.paths as Record<string, object>;
    const routes = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(routes.sort()).toEqual([
      "DELETE /audit/suppressions/{id}",
      "GET /audit/dependencies",
      "GET /audit/findings",
      "GET /audit/findings/{fingerprint}",
      "GET /audit/groups",
      "GET /audit/health",
      "GET /audit/metrics",
      "GET /audit/migrations",
      "GET /audit/rules",
      "GET /audit/rules/{id}",
      "GET /audit/runs",
      "GET /audit/runs/{id}",
      "GET /audit/suppressions",
      "GET /audit/timeline",
      "GET /audit/vectors",
      "GET /verify",
      "GET /verify/health",
      "POST /audit",
      "POST /audit/suppressions",
      "POST /verify",
    ]);
    const references = [...JSON.stringify(body).matchAll(/#\/components\/schemas\/(\w+)/g)].map(
      (match) => match[1],
    );
    const schemas = (body.components as { schemas: object }).schemas;
    for (const name of references) expect(Object.keys(schemas)).toContain(name);
  });
});
