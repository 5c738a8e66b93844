import type { AddressInfo } from "node:net";
import { type ServerType, serve } from "@hono/node-server";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openServer } from "../../src/shared/database/server.ts";
import type { Services } from "../../src/shared/http/services.ts";
import { createAuditApp } from "../../supabase/functions/audit/app.ts";
import { createVerifyApp } from "../../supabase/functions/verify/app.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { makeStore, storeMigrations } from "../support/store.ts";
import { runCli } from "./run_cli.ts";

interface Examined {
  readonly status: string;
  readonly examinations: readonly { name: string; status: string; message: string; advice?: string }[];
}

const KEY = "sb_secret_doctor_0123456789";

let database: TestDatabase;
let server: ServerType;
let url: string;

async function doctor(...words: readonly string[]): Promise<{ code: number | null; report: Examined }> {
  const result = await runCli(["doctor", "--format", "json", ...words], {
    env: { SUPABASE_SECRET_KEY: KEY },
  });
  expect(result.stdout + result.stderr).not.toContain(KEY);
  return { code: result.code, report: JSON.parse(result.stdout) as Examined };
}

function of(report: Examined, name: string): Examined["examinations"][number] | undefined {
  return report.examinations.find((each) => each.name === name);
}

describe("supawarden doctor", { timeout: 120_000 }, () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    const services: Services = {
      connect: async () => openServer({ url: database.ownerUrl }),
      env: (name) => (name === "SUPABASE_SECRET_KEYS" ? JSON.stringify({ default: KEY }) : undefined),
      config: async () => ({}),
      clock: () => new Date().toISOString(),
      newId: () => crypto.randomUUID(),
      waitUntil: () => undefined,
      log: () => undefined,
    };
    const apps = [
      { path: "/functions/v1/audit", app: createAuditApp(services) },
      { path: "/functions/v1/verify", app: createVerifyApp(services) },
    ];
    await new Promise<void>((resolve) => {
      server = serve(
        {
          port: 0,
          hostname: "127.0.0.1",
          fetch: (request) => {
            const found = apps.find(({ path }) => new URL(request.url).pathname.startsWith(path));
            if (found === undefined) return new Response("not found", { status: 404 });
            const inner = new URL(request.url);
            inner.pathname = inner.pathname.replace("/functions/v1", "");
            return found.app.fetch(new Request(inner, request));
          },
        },
        () => resolve(),
      );
    });
    url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  });
  afterAll(async () => {
    server?.close();
    await database?.drop();
  });

  it("tells what is missing where nothing is installed", async () => {
    const { code, report } = await doctor("--db-url", database.ownerUrl);

    expect(code).toBe(1);
    expect(of(report, "schema")).toMatchObject({
      status: "fail",
      message: "schema supawarden is not there",
      advice: expect.stringContaining("supawarden init"),
    });
    expect(of(report, "last_run")).toMatchObject({ status: "not_evaluated" });
  });

  it("follows an installation from the first push to the first night, and back", async () => {
    const opened = openServer({ url: database.ownerUrl });
    try {
      await makeStore(opened);
      const last = (await storeMigrations()).at(-1);
      await opened.query(`update supawarden.settings set value = value - $1 where key = 'schema_versions'`, [
        last?.version ?? "",
      ]);
      const behind = await doctor("--db-url", database.ownerUrl);
      expect(of(behind.report, "schema")).toMatchObject({
        status: "fail",
        message: `not applied: ${last?.name}`,
      });
      await makeStore(opened);

      const pushed = await doctor("--db-url", database.ownerUrl, "--url", url);

      expect(of(pushed.report, "schema")).toMatchObject({ status: "pass" });
      expect(of(pushed.report, "privileges")).toMatchObject({ status: "pass" });
      expect(of(pushed.report, "last_run")).toMatchObject({ status: "fail" });
      for (const name of ["function_audit", "function_verify", "gate", "credentials"]) {
        expect(of(pushed.report, name), name).toMatchObject({ status: "pass" });
      }

      const audit = await fetch(`${url}/functions/v1/audit`, {
        method: "POST",
        headers: { apikey: KEY, "content-type": "application/json" },
        body: "{}",
      });
      expect(audit.status).toBe(200);
      await opened.execute("grant usage on schema supawarden to anon");

      const opens = await doctor("--db-url", database.ownerUrl);

      expect(of(opens.report, "last_run")).toMatchObject({ status: "pass" });
      expect(of(opens.report, "privileges")).toMatchObject({
        status: "fail",
        message: "anon may use schema supawarden",
        advice: "revoke all on schema supawarden from anon;",
      });
      await opened.execute(
        "revoke usage on schema supawarden from anon; update supawarden.runs set finished_at = finished_at - interval '40 hours', started_at = started_at - interval '40 hours'",
      );
      const stale = await doctor("--db-url", database.ownerUrl);
      expect(of(stale.report, "privileges")).toMatchObject({ status: "pass" });
      expect(of(stale.report, "last_run")).toMatchObject({
        status: "fail",
        message: expect.stringContaining("40 hours"),
      });
    } finally {
      await opened.close();
    }
  });

  it("tells a function that is not deployed from one behind the platform's gate", async () => {
    const platform = serve({
      port: 0,
      hostname: "127.0.0.1",
      fetch: (request) =>
        new URL(request.url).pathname.startsWith("/functions/v1/audit")
          ? Response.json({ msg: "Missing authorization header" }, { status: 401 })
          : Response.json({ code: "NOT_FOUND" }, { status: 404 }),
    });
    await new Promise((resolve) => platform.once("listening", resolve));
    try {
      const { code, report } = await doctor(
        "--url",
        `http://127.0.0.1:${(platform.address() as AddressInfo).port}`,
      );

      expect(code).toBe(1);
      expect(of(report, "function_audit")).toMatchObject({
        advice: expect.stringContaining("verify_jwt = false"),
      });
      expect(of(report, "function_verify")).toMatchObject({
        advice: expect.stringContaining("functions deploy verify"),
      });
    } finally {
      platform.close();
    }
  });

  it("names what it needs, and a server that is not there", async () => {
    const nothing = await runCli(["doctor"]);
    const gone = await doctor("--url", "http://127.0.0.1:9");
    const noDatabase = await runCli(["doctor", "--db-url", "postgres://a:b@127.0.0.1:9/x"]);

    expect(nothing).toMatchObject({ code: 2, stderr: expect.stringContaining("--db-url") });
    expect(of(gone.report, "function_audit")).toMatchObject({
      status: "fail",
      message: expect.stringContaining("cannot be reached"),
    });
    expect(noDatabase.code).toBe(2);
  });
});
