import { mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Report } from "../../src/shared/findings/report.ts";
import type { Verdict } from "../../src/shared/verify/verdict.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { makeStore } from "../support/store.ts";
import { onDatabase } from "../support/test_cluster.ts";
import { runCli } from "./run_cli.ts";

let folder: string;
let database: TestDatabase;
let snapshot: string;

const SCHEMA = `
  create table public.notes (id bigint primary key, body text);
  grant select on public.notes to anon;
`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "supawarden-cli-"));
  database = await createTestDatabase();
  await onDatabase(database.url, (session) => session.execute(SCHEMA));
  snapshot = join(folder, "snapshot.json");
});
afterAll(async () => {
  await database.drop();
  await rm(folder, { recursive: true, force: true });
});

function reportOf(stdout: string): Report {
  return JSON.parse(stdout) as Report;
}

it("audits a live database, saves its snapshot, and finds the same in it", async () => {
  const live = await runCli([
    "audit",
    "--db-url",
    database.url,
    "--format",
    "json",
    "--save-snapshot",
    snapshot,
  ]);
  expect(live).toMatchObject({ code: 1, stderr: "" });
  // Bodies of routines are in it, with whatever secrets they hold.
  expect((await stat(snapshot)).mode & 0o777).toBe(0o600);
  const report = reportOf(live.stdout);
  expect(report).toMatchObject({ version: 1, run: { trigger: "cli", source: "database" } });
  expect(report.findings.map((finding) => `${finding.rule} ${finding.object.identity}`)).toContain(
    "rls_disabled_in_public public.notes",
  );
  const saved = reportOf((await runCli(["audit", "--snapshot", snapshot, "--format", "json"])).stdout);
  expect(saved.run.source).toBe("snapshot");
  expect(saved.findings).toEqual(report.findings);
});

it("takes the database from the environment and lets a flag win", async () => {
  const env = { DATABASE_URL: database.url, SUPABASE_DB_URL: "" };
  const live = await runCli(["audit", "--format", "json"], { cwd: folder, env });
  expect(reportOf(live.stdout).run.source).toBe("database");
  const flag = await runCli(["audit", "--format", "json", "--snapshot", snapshot], { cwd: folder, env });
  expect(reportOf(flag.stdout).run.source).toBe("snapshot");
});

it("limits the run to rules and categories, and the exit code to a severity", async () => {
  const base = ["audit", "--snapshot", snapshot, "--format", "json"];
  const one = await runCli([...base, "--rule", "rls_disabled_in_public"]);
  expect(one.code).toBe(1);
  expect(new Set(reportOf(one.stdout).findings.map((finding) => finding.rule))).toEqual(
    new Set(["rls_disabled_in_public"]),
  );
  const category = await runCli([...base, "--category", "vector", "--category", "ledger"]);
  expect(category.code).toBe(0);
  expect((await runCli([...base, "--fail-on", "none"])).code).toBe(0);
});

it("accepts what the configuration accepts", async () => {
  const config = join(folder, "config.json");
  await writeFile(
    config,
    JSON.stringify({
      suppressions: [
        { rule: "rls_disabled_in_public", object: "public.notes", reason: "a test", owner: "ada" },
      ],
    }),
  );
  const words = ["audit", "--snapshot", snapshot, "--rule", "rls_disabled_in_public"];
  const result = await runCli([...words, "--format", "json", "--config", config]);
  expect(result.code).toBe(0);
  expect(reportOf(result.stdout).summary).toMatchObject({ error: 0, suppressed: 1 });
});

it("writes text to a file without colour and nothing to stdout", async () => {
  const output = join(folder, "report.txt");
  const result = await runCli(["audit", "--snapshot", snapshot, "--output", output]);
  expect(result).toMatchObject({ code: 1, stdout: "" });
  const text = await readFile(output, "utf8");
  expect(text).not.toContain("\u001b");
  expect(text).toMatch(/\d+ findings? \(.*\) in 1 relation,.*\n$/);
  const colour = await runCli(["audit", "--snapshot", snapshot, "--color", "always"], {
    env: { NO_COLOR: "1" },
  });
  expect(colour.stdout).toContain("\u001b[");
});

it("tells that the schema to store in is missing", async () => {
  const result = await runCli(["audit", "--db-url", database.url, "--store"]);
  expect(result).toMatchObject({ code: 2, stdout: "" });
  expect(result.stderr).toMatch(/^supawarden: schema supawarden is not in /);
});

it("carries findings over where nothing has changed, and says so", async () => {
  const home = await createTestDatabase();
  await onDatabase(home.url, async (session) => {
    await session.execute(SCHEMA);
    await makeStore(session);
  });
  const audit = (...flags: string[]) =>
    runCli(["audit", "--db-url", home.url, "--store", "--format", "json", ...flags]);
  const first = await audit();
  expect(first.stderr).not.toContain("changed");
  let quiet = await audit();
  // Roles are the whole cluster's, and other test files may make some at this very moment.
  for (let again = 0; again < 3 && quiet.stderr.includes("pg_roles"); again += 1) quiet = await audit();
  expect(quiet.stderr).toMatch(/^nothing has changed since the last recorded run/m);
  const identities = (stdout: string) => reportOf(stdout).findings.map((finding) => finding.fingerprint);
  expect(identities(quiet.stdout)).toEqual(identities(first.stdout));
  expect((await audit("--full")).stderr).not.toContain("changed");
  await onDatabase(home.url, (session) =>
    session.execute("alter table public.notes enable row level security"),
  );
  const changed = await audit();
  expect(changed.stderr).toMatch(/^changed since the last recorded run: .*pg_class/m);
  expect(identities(changed.stdout)).not.toEqual(identities(first.stdout));
  await home.drop();
});

it("audits as a role that may only connect", async () => {
  const result = await runCli(["audit", "--db-url", database.connectOnlyUrl, "--format", "json"]);
  expect(result.code).toBe(1);
  expect(reportOf(result.stdout).findings.some((finding) => finding.object.identity === "public.notes")).toBe(
    true,
  );
});

it("verify answers the nine checks and its own exit code", async () => {
  const live = await runCli(["verify", "--db-url", database.url, "--format", "json"]);
  const verdict = JSON.parse(live.stdout) as Verdict;
  expect(verdict.checks).toHaveLength(9);
  expect(verdict.checks.find((check) => check.name === "rls_enabled")?.status).toBe("fail");
  expect({ code: live.code, verdict: verdict.verdict }).toEqual({ code: 1, verdict: "fail" });
  for (const format of ["text", "sarif", "junit", "markdown", "github", "gitlab", "csv", "html"]) {
    const result = await runCli(["verify", "--snapshot", snapshot, "--format", format, "--fail-on", "none"]);
    expect(result).toMatchObject({ code: 0, stderr: "" });
    expect(result.stdout).toContain("rls_enabled");
  }
});

it("replays a folder, warns of faults, and reports what only the folder shows", async () => {
  const migrations = await mkdtemp(join(folder, "migrations-"));
  const put = (name: string, sql: string) => writeFile(join(migrations, name), sql);
  await put("20260101000000_notes.sql", SCHEMA);
  await put(
    "20260101000000_more.sql",
    "create table public.more (id bigint primary key);\nselect nothing from nowhere;",
  );
  await put("notes.sql", "select 1;");
  const result = await runCli(["audit", "--migrations", migrations, "--format", "json"]);
  expect(result.code).toBe(1);
  expect(result.stderr).toMatch(/^warning: .*20260101000000_more\.sql:2 .*nowhere.*42P01/m);
  const report = reportOf(result.stdout);
  expect(report.run.source).toBe("migrations");
  expect(report.findings.map(({ rule, object }) => `${rule} ${object.identity}`)).toEqual(
    expect.arrayContaining([
      "rls_disabled_in_public public.notes",
      "rls_disabled_in_public public.more",
      "migration_version_duplicate 20260101000000",
      "migration_name_invalid notes.sql",
    ]),
  );
  const place = report.findings.find((finding) => finding.rule === "migration_name_invalid")?.location;
  expect(place).toMatchObject({ line: 1 });
});
