import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Config } from "../../src/shared/config.ts";
import type { EmbeddedDatabase } from "../../src/shared/database/embedded.ts";
import { SupawardenError } from "../../src/shared/errors.ts";
import { freshShadow } from "../support/embedded.ts";
import { openApps, withSecret } from "./app_fixture.ts";
import { createTokenIssuer, type TokenIssuer } from "./signed_tokens.ts";

let database: EmbeddedDatabase;
let issuer: TokenIssuer;

// Without schema supawarden: a verdict needs no store.
beforeAll(async () => {
  database = await freshShadow();
  issuer = await createTokenIssuer();
});
afterAll(() => database.close());

async function verdict(config: Config, request = withSecret("GET"), path = "/verify") {
  const answer = await openApps({ database, issuer, config }).verify.request(path, request);
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

describe("verify", () => {
  it("answers 200 when nothing fails, to GET and POST, at both addresses", async () => {
    for (const [method, path] of [
      ["GET", "/verify"],
      ["POST", "/functions/v1/verify"],
    ] as const) {
      const { status, body } = await verdict({}, withSecret(method), path);
      expect(status).toBe(200);
      expect(["pass", "warn"]).toContain(body.verdict);
      expect(body).toMatchObject({ version: 1, run: { source: "database", trigger: "http" } });
      expect(body.checks).toHaveLength(9);
    }
  });

  it("answers 409 with the verdict, not with a problem, when a check fails", async () => {
    const { status, body } = await verdict({ verify: { required_tables: ["public.not_there"] } });
    expect(status).toBe(409);
    expect(body).toMatchObject({ version: 1, verdict: "fail" });
    expect(body.checks).toContainEqual(expect.objectContaining({ name: "required_tables", status: "fail" }));
  });

  it("fails a table in public without row level security", async () => {
    await database.execute("create table public.open_notes (id bigint primary key)");
    try {
      const { status, body } = await verdict({});
      expect(status).toBe(409);
      expect(body.checks).toContainEqual(expect.objectContaining({ name: "rls_enabled", status: "fail" }));
    } finally {
      await database.execute("drop table public.open_notes");
    }
  });

  it("refuses what it cannot read", async () => {
    const told = await verdict({}, withSecret("POST", { manifest: {} }));
    expect(told.status).toBe(422);
    expect(told.body.detail).toMatch(/^manifest: what was sent is not a manifest: version: /);
    expect((await verdict({}, withSecret("POST", { strict: true }))).status).toBe(422);
    const cut = { ...withSecret("POST", {}), body: "{" };
    expect((await verdict({}, cut)).status).toBe(400);
    expect((await verdict({}, withSecret("GET"), "/verify/other")).status).toBe(404);
  });

  it("answers 503 when the database is gone", async () => {
    const connect = () => Promise.reject(new SupawardenError("connection", "cannot reach db.example:5432"));
    const { verify } = openApps({ database, issuer, services: { connect } });
    const answer = await verify.request("/verify", withSecret("GET"));
    expect([answer.status, answer.headers.get("retry-after")]).toEqual([503, "30"]);
    expect(await answer.text()).not.toContain("db.example");
  });
});
