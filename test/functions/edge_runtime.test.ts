import { type ChildProcess, execFile, spawn } from "node:child_process";
import { existsSync } from "node:fs";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openServer } from "../../src/shared/database/server.ts";
import { writeSetting } from "../../src/shared/store/settings.ts";
import { freePort } from "../support/free_port.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { makeStore } from "../support/store.ts";
import { createTokenIssuer, type TokenIssuer } from "./signed_tokens.ts";

const root = join(import.meta.dirname, "..", "..");
const deno = join(root, "node_modules", "edge-deno", "deno");
const SECRET = "sb_secret_edge";
const TRIGGER = "edge-trigger-token";
const offline = ["--no-remote", "--no-lock", "--node-modules-dir=manual"];
const run = promisify(execFile);

/** A function served by the Deno of the edge runtime. */
interface ServedFunction {
  readonly url: string;
  readonly output: () => string;
  stop(): Promise<void>;
}

let database: TestDatabase;
let issuer: TokenIssuer;
let audit: ServedFunction;
let verify: ServedFunction;

// The binary is an optional package: other platforms do without it.
const noDeno = !existsSync(deno);
if (noDeno) console.log(`skipped: the optional package edge-deno is not installed (${deno})`);
describe.skipIf(noDeno)("on the Deno of the edge runtime", () => {
  beforeAll(async () => {
    database = await createTestDatabase();
    issuer = await createTokenIssuer();
    const opened = openServer({ url: database.ownerUrl });
    await makeStore(opened);
    await opened.execute(`
      create table public.notes (id bigint primary key);
      create function public.open_door() returns bigint language sql security definer
        as 'select count(*) from public.notes'`);
    await writeSetting(opened, { key: "config", value: { exposed_schemas: ["public", "extensions"] } });
    await opened.close();
    const environment = {
      SUPABASE_DB_URL: database.ownerUrl,
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: SECRET }),
      SUPABASE_JWKS: issuer.jwks,
      SUPAWARDEN_TRIGGER_TOKEN: TRIGGER,
    };
    audit = await serveFunction("audit", environment);
    verify = await serveFunction("verify", {
      ...environment,
      SUPAWARDEN_CONFIG: JSON.stringify({ verify: { required_tables: ["public.not_there"] } }),
    });
  });
  afterAll(async () => {
    await audit?.stop();
    await verify?.stop();
    await database?.drop();
  });

  it("serves the bundle that `supawarden init` installs", async () => {
    await run(process.execPath, [join(root, "scripts", "build.mjs")]);
    const entry = join(root, "dist", "functions", "audit", "index.js");
    const environment = {
      SUPABASE_DB_URL: database.ownerUrl,
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: SECRET }),
    };
    const bundled = await serveFunction("audit", environment, entry);
    try {
      const { status, body } = await ask(bundled, "GET /audit/rules");

      expect(status).toBe(200);
      expect(body.rules).toContainEqual(expect.objectContaining({ id: "rls_disabled_in_public" }));
      const dry = await fetch(`${bundled.url}/audit`, {
        method: "POST",
        headers: { apikey: SECRET, "content-type": "application/json" },
        body: JSON.stringify({ dry_run: true, rules: ["security_definer_function", "function_body_broken"] }),
      });
      expect(await dry.json()).toMatchObject({
        findings: expect.arrayContaining([
          expect.objectContaining({ object: expect.objectContaining({ identity: "public.open_door()" }) }),
        ]),
        not_evaluated: [],
      });
    } finally {
      await bundled.stop();
    }
  });

  it.each(["audit", "verify"])(
    "%s passes the type checker of Deno 2.1.4",
    async (name) => {
      const folder = join(root, "supabase", "functions", name);
      await run(deno, ["check", ...offline, "--config", join(folder, "deno.json"), join(folder, "index.ts")]);
    },
    240_000,
  );

  it("answers its health to everybody and the rest to nobody without credentials", async () => {
    for (const [name, served] of [
      ["audit", audit],
      ["verify", verify],
    ] as const) {
      const health = await fetch(`${served.url}/${name}/health`);
      expect([health.status, await health.json()]).toEqual([
        200,
        { name: `supawarden-${name}`, version: "0.1.0" },
      ]);
      const refused = await fetch(`${served.url}/${name}`, { method: "POST", headers: { apikey: "wrong" } });
      expect(refused.status).toBe(401);
      expect(refused.headers.get("content-type")).toBe("application/problem+json");
      await refused.body?.cancel();
    }
  });

  it("runs an audit, stores it and shows what it found", async () => {
    const report = await ask(audit, "POST /audit");
    expect(report.status).toBe(200);
    expect(report.body).toMatchObject({
      version: 1,
      run: {
        source: "database",
        trigger: "http",
        // From the stored configuration.
        exposed_schemas: ["public", "extensions"],
        exposed_schemas_source: "config",
      },
    });
    const findings = await ask(audit, "GET /audit/findings?rule=security_definer_function");
    const listed = findings.body.findings as { object: { identity: string } }[];
    expect(listed.map((finding) => finding.object.identity)).toContain("public.open_door()");
    const failed = (report.body.not_evaluated as { reason: string }[]).filter((entry) =>
      /the rule failed|could not be loaded/.test(entry.reason),
    );
    expect(failed).toEqual([]);
    expect(audit.output()).toMatch(/"event":"finding".*"rule":"security_definer_function"/);
    expect(audit.output()).toMatch(/"event":"request".*"status":200/);
    expect(audit.output()).not.toMatch(new RegExp(`${SECRET}|${new URL(database.ownerUrl).password}@`));
  });

  it("knows a user's token and the trigger token", async () => {
    const authorization = `Bearer ${await issuer.token({ role: "reader" })}`;
    const read = await fetch(`${audit.url}/audit/rules`, { headers: { authorization } });
    expect([read.status, Object.keys((await read.json()) as object)]).toEqual([200, ["rules"]]);
    const write = await fetch(`${audit.url}/audit`, { method: "POST", headers: { authorization } });
    expect([write.status, ((await write.json()) as { status: number }).status]).toEqual([403, 403]);
    const started = await fetch(`${audit.url}/audit`, {
      method: "POST",
      headers: { "x-supawarden-token": TRIGGER, "content-type": "application/json" },
      body: "{}",
    });
    expect(started.status).toBe(202);
    const { id } = (await started.json()) as { id: string };
    await expect
      .poll(async () => (await ask(audit, `GET /audit/runs/${id}`)).body.status, { timeout: 20_000 })
      .toBe("succeeded");
  });

  it("lets one audit run at a time", async () => {
    const answers = await Promise.all([1, 2, 3, 4].map(() => ask(audit, "POST /audit")));
    const statuses = answers.map((answer) => answer.status).sort();
    expect(statuses[0]).toBe(200);
    expect(statuses.every((status) => status === 200 || status === 409)).toBe(true);
    const runs = await ask(audit, "GET /audit/runs");
    expect((runs.body.runs as { status: string }[]).map((one) => one.status)).not.toContain("running");
  });

  it("refuses a chunked body above 4 MiB", async () => {
    const chunk = new TextEncoder().encode("x".repeat(1024 * 1024));
    let sent = 0;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        if (sent++ < 6) controller.enqueue(chunk);
        else controller.close();
      },
    });
    const answer = await fetch(`${audit.url}/audit`, {
      method: "POST",
      headers: { apikey: SECRET, "content-type": "application/json" },
      body,
      duplex: "half",
    } as RequestInit);
    expect([answer.status, ((await answer.json()) as { status: number }).status]).toEqual([413, 413]);
  });

  it("gives the verdict by its status", async () => {
    for (const request of ["GET /verify", "POST /verify"]) {
      const verdict = await ask(verify, request);
      expect(verdict).toMatchObject({ status: 409, body: { version: 1, verdict: "fail" } });
      expect((verdict.body.checks as { name: string }[]).map((one) => one.name)).toHaveLength(9);
    }
  });

  it("answers 503 when the database is gone, and when none is set", async () => {
    const gone = await serveFunction("audit", {
      SUPABASE_DB_URL: "postgres://postgres:hush@127.0.0.1:1/postgres",
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: SECRET }),
    });
    const unset = await serveFunction("verify", {
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: SECRET }),
    });
    try {
      for (const [served, path] of [
        [gone, "/audit/runs"],
        [unset, "/verify"],
      ] as const) {
        const answer = await fetch(served.url + path, { headers: { apikey: SECRET } });
        expect(answer.status).toBe(503);
        expect(Number(answer.headers.get("retry-after"))).toBeGreaterThan(0);
        expect(await answer.text()).not.toMatch(/127\.0\.0\.1|hush|SUPABASE/);
      }
      expect(gone.output()).not.toContain("hush");
    } finally {
      await gone.stop();
      await unset.stop();
    }
  });
});

async function ask(
  served: ServedFunction,
  request: string,
): Promise<{ status: number; body: Record<string, unknown> }> {
  const [method, path] = request.split(" ") as [string, string];
  const answer = await fetch(served.url + path, { method, headers: { apikey: SECRET } });
  return { status: answer.status, body: (await answer.json()) as Record<string, unknown> };
}

/** Serves a function's entry file with these environment variables and no others. */
async function serveFunction(
  name: "audit" | "verify",
  environment: Readonly<Record<string, string>>,
  entry = join(root, "supabase", "functions", name, "index.ts"),
): Promise<ServedFunction> {
  const folder = dirname(entry);
  const port = await freePort();
  const flags = [
    ...offline,
    "--no-check",
    "--no-prompt",
    "--allow-env",
    "--allow-net",
    "--allow-read",
    "--allow-sys",
  ];
  const address = ["--host", "127.0.0.1", "--port", String(port)];
  const child = spawn(deno, ["serve", ...flags, "--config", join(folder, "deno.json"), ...address, entry], {
    cwd: root,
    env: { PATH: process.env.PATH, HOME: process.env.HOME, NO_COLOR: "1", ...environment },
  });
  let output = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (data) => (output += String(data)));
  const served = {
    url: `http://127.0.0.1:${port}`,
    output: () => output,
    stop: () => stopProcess(child),
  };
  for (const deadline = Date.now() + 60_000; ; ) {
    const up = await fetch(`${served.url}/${name}/health`).then(
      (answer) => answer.ok,
      () => false,
    );
    if (up) return served;
    if (child.exitCode !== null || Date.now() > deadline) {
      await served.stop();
      throw new Error(`${name} was not served: ${output}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

async function stopProcess(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await ended;
}
