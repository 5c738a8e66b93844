import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { freshShadow } from "../support/embedded.ts";
import { makeStore } from "../support/store.ts";
import {
  type AppFixture,
  LEGACY,
  NAMED_SECRET,
  openApps,
  PUBLISHABLE,
  SECRET,
  TRIGGER,
} from "./app_fixture.ts";
import { createTokenIssuer, type TokenIssuer, unsignedToken } from "./signed_tokens.ts";

let database: EmbeddedDatabase;
let issuer: TokenIssuer;
let apps: AppFixture;

beforeAll(async () => {
  database = await freshShadow();
  await makeStore(database);
  issuer = await createTokenIssuer();
  apps = openApps({ database, issuer });
});
afterAll(() => database.close());

const ID = "00000000-0000-4000-8000-000000000001";
const GUARDED: readonly (readonly ["audit" | "verify", string, string])[] = [
  ["audit", "POST", "/audit"],
  ["audit", "GET", "/audit/runs"],
  ["audit", "GET", `/audit/runs/${ID}`],
  ["audit", "GET", "/audit/findings"],
  ["audit", "GET", `/audit/findings/${"0".repeat(64)}`],
  ["audit", "POST", "/audit/suppressions"],
  ["audit", "DELETE", `/audit/suppressions/${ID}`],
  ["audit", "GET", "/audit/rules"],
  ["audit", "GET", "/audit/rules/security_definer_function"],
  ["audit", "GET", "/audit/metrics"],
  ["audit", "GET", "/audit/openapi.json"],
  ["audit", "GET", "/audit/no/such/route"],
  ["audit", "OPTIONS", "/audit/runs"],
  ["verify", "GET", "/verify"],
  ["verify", "POST", "/verify"],
];

async function status(
  headers: Record<string, string>,
  path = "/audit/runs",
  method = "GET",
): Promise<number> {
  return (await apps.audit.request(path, { method, headers })).status;
}

describe("without credentials", () => {
  it.each(GUARDED)("%s refuses %s %s", async (name, method, path) => {
    const answer = await apps[name].request(path, { method });
    expect(answer.status).toBe(401);
    expect(answer.headers.get("content-type")).toBe("application/problem+json");
    expect(answer.headers.get("www-authenticate")).toBe("Bearer");
    expect(await answer.json()).toEqual({
      type: "urn:supawarden:problem:credentials",
      title: "Credentials required",
      status: 401,
      detail: expect.any(String),
    });
  });

  it.each(["audit", "verify"] as const)("%s tells its name and version, and nothing else", async (name) => {
    for (const path of [`/${name}/health`, `/functions/v1/${name}/health`, `/${name}/health/`]) {
      const answer = await apps[name].request(path);
      expect(answer.status).toBe(200);
      expect(await answer.json()).toEqual({ name: `supawarden-${name}`, version: "0.1.0" });
    }
  });

  it("does not reach the database", async () => {
    const strict = openApps({
      database,
      issuer,
      services: {
        connect: () => Promise.reject(new Error("connected")),
        config: () => Promise.reject(new Error("configured")),
      },
    });
    for (const headers of [
      { apikey: "wrong" },
      { authorization: "Bearer wrong" },
      { "x-supawarden-token": "wrong" },
    ]) {
      expect((await strict.audit.request("/audit/runs", { headers })).status).toBe(401);
    }
  });
});

describe("an API key", () => {
  it("is accepted when it is a secret one, under any name", async () => {
    expect(await status({ apikey: SECRET })).toBe(200);
    expect(await status({ apikey: NAMED_SECRET })).toBe(200);
  });

  it.each([
    ["publishable", { apikey: PUBLISHABLE }],
    ["wrong", { apikey: `${SECRET}x` }],
    ["empty", { apikey: "" }],
    ["as bearer", { authorization: `Bearer ${SECRET}` }],
    ["legacy, unless the configuration allows it", { apikey: LEGACY }],
  ])("is refused when it is %s", async (_name, headers) => {
    expect(await status(headers)).toBe(401);
  });

  it("is accepted only under the configured names", async () => {
    const named = openApps({ database, issuer, config: { auth: { secret_key_names: ["audit"] } } });
    const ask = async (apikey: string) =>
      (await named.audit.request("/audit/runs", { headers: { apikey } })).status;
    expect(await ask(NAMED_SECRET)).toBe(200);
    expect(await ask(SECRET)).toBe(401);
  });

  it("may be the legacy one when the configuration allows it", async () => {
    const lenient = openApps({ database, issuer, config: { auth: { allow_legacy_service_role: true } } });
    expect((await lenient.audit.request("/audit/runs", { headers: { apikey: LEGACY } })).status).toBe(200);
  });
});

describe("a user's token", () => {
  const bearer = async (options: Parameters<TokenIssuer["token"]>[0]) => ({
    authorization: `Bearer ${await issuer.token(options)}`,
    apikey: PUBLISHABLE,
  });

  it("lets a reader read and nothing else", async () => {
    const headers = await bearer({ role: "reader" });
    expect(await status(headers)).toBe(200);
    expect(await status(headers, "/audit/runs", "HEAD")).toBe(200);
    expect(await status(headers, "/audit", "POST")).toBe(403);
    expect(await status(headers, `/audit/suppressions/${ID}`, "DELETE")).toBe(403);
    expect((await apps.verify.request("/verify", { method: "POST", headers })).status).toBe(403);
  });

  it("lets an operator do everything", async () => {
    const headers = await bearer({ role: "operator" });
    expect(await status(headers)).toBe(200);
    expect(await status(headers, `/audit/suppressions/${ID}`, "DELETE")).toBe(404);
  });

  it("is refused without a role of ours, whatever the user wrote into the own metadata", async () => {
    expect(await status(await bearer({}))).toBe(403);
    expect(await status(await bearer({ role: "admin" }))).toBe(403);
  });

  it("is refused when it has ended, has no end, or is not signed by the project's key", async () => {
    const stranger = await createTokenIssuer();
    expect(await status(await bearer({ role: "operator", endsIn: -60 }))).toBe(401);
    expect(await status(await bearer({ role: "operator", endsIn: null }))).toBe(401);
    expect(await status({ authorization: `Bearer ${await stranger.token({ role: "operator" })}` })).toBe(401);
    expect(await status({ authorization: `Bearer ${unsignedToken("operator")}` })).toBe(401);
    expect(await status({ authorization: "Bearer not.a.token" })).toBe(401);
  });

  it("is refused where no key set is configured", async () => {
    const without = openApps({
      database,
      issuer,
      services: { env: (name) => (name === "SUPABASE_SECRET_KEYS" ? "{}" : undefined) },
    });
    const headers = await bearer({ role: "operator" });
    expect((await without.audit.request("/audit/runs", { headers })).status).toBe(401);
  });
});

describe("the trigger token", () => {
  it("starts an audit that goes on in the background, and does nothing else", async () => {
    const headers = { "x-supawarden-token": TRIGGER };
    const answer = await apps.audit.request("/audit", { method: "POST", headers });
    expect(answer.status).toBe(202);
    const { id } = (await answer.json()) as { id: string };
    await apps.backgroundDone();
    const run = await apps.audit.request(`/audit/runs/${id}`, { headers: { apikey: SECRET } });
    expect(await run.json()).toMatchObject({ id, status: "succeeded", trigger: "cron", source: "database" });
    for (const [name, method, path] of GUARDED.slice(1)) {
      const refused = await apps[name].request(path, { method, headers });
      expect([method, path, refused.status]).toEqual([method, path, 403]);
    }
  });

  it("is refused when it is wrong, empty, or not configured", async () => {
    expect(await status({ "x-supawarden-token": `${TRIGGER}x` }, "/audit", "POST")).toBe(401);
    expect(await status({ "x-supawarden-token": "" }, "/audit", "POST")).toBe(401);
    const without = openApps({ database, issuer, services: { env: () => undefined } });
    for (const token of ["undefined", TRIGGER]) {
      const answer = await without.audit.request("/audit", {
        method: "POST",
        headers: { "x-supawarden-token": token },
      });
      expect(answer.status).toBe(401);
    }
  });

  it("cannot start a dry run, which would leave nothing to read", async () => {
    const answer = await apps.audit.request("/audit", {
      method: "POST",
      headers: { "x-supawarden-token": TRIGGER, "content-type": "application/json" },
      body: '{"dry_run":true}',
    });
    expect(answer.status).toBe(422);
  });
});
