import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Report } from "../../src/shared/audit/report.ts";
import type { Verdict } from "../../src/shared/verify/verdict.ts";
import { createTestDatabase, type TestDatabase } from "../support/servers.ts";
import { openSupabaseProject, type SupabaseProject } from "../support/supabase_cli.ts";
import { type CliResult, runCli } from "./run_cli.ts";

// A live database, pushed by the Supabase CLI, against the folder and the manifest that was made of it.

const NOTES = `create table public.notes (id bigint primary key);
alter table public.notes enable row level security;
create policy own on public.notes for select to authenticated using ((select auth.uid()) is not null);
`;

let own: TestDatabase;
let project: SupabaseProject;
let folder: string;
let manifest: string;

beforeAll(async () => {
  own = await createTestDatabase();
  project = await openSupabaseProject(own.url);
  await project.file("20250101000000_notes.sql", NOTES);
  await project.file("20250102000000_body.sql", "alter table public.notes add column body text;\n");
  const pushed = await project.cli("db", "push");
  if (pushed.code !== 0) throw new Error(pushed.text);
  folder = await mkdtemp(join(tmpdir(), "supawarden-expected-"));
  manifest = join(folder, "expected.json");
}, 240_000);
afterAll(async () => {
  await project?.close();
  await own?.drop();
  if (folder !== undefined) await rm(folder, { recursive: true, force: true });
});

async function verify(...words: string[]): Promise<{ result: CliResult; verdict: Verdict }> {
  const result = await runCli(["verify", "--db-url", own.url, "--format", "json", ...words]);
  if (result.stdout === "") throw new Error(result.stderr);
  return { result, verdict: JSON.parse(result.stdout) as Verdict };
}

function versionOf(verdict: Verdict) {
  return verdict.checks.find((check) => check.name === "schema_version");
}

describe("an expected state on the command line", { timeout: 240_000 }, () => {
  it("is taken from a manifest or a folder: the newest version must be applied", async () => {
    const made = await runCli(["manifest", project.folder, "--output", manifest]);
    expect(made.code, made.stderr).toBe(0);
    const passed = {
      name: "schema_version",
      status: "pass",
      expected: "20250102000000",
      actual: "20250102000000",
    };
    expect(versionOf((await verify("--manifest", manifest)).verdict)).toMatchObject(passed);
    expect(versionOf((await verify("--migrations", project.folder)).verdict)).toMatchObject(passed);
    expect(versionOf((await verify()).verdict)).toMatchObject({ status: "not_evaluated" });
  });

  it("that is ahead of the database fails it, and the audit names what is missing", async () => {
    await project.file("20250103000000_tags.sql", "create table public.tags (id bigint primary key);\n");
    await project.file("20241231000000_late.sql", "create table public.late (id bigint primary key);\n");
    const { result, verdict } = await verify("--migrations", project.folder);
    expect(result.code).toBe(1);
    expect(versionOf(verdict)).toMatchObject({
      status: "fail",
      message: "2 of 4 migrations are not applied: 20241231000000, 20250103000000.",
      expected: "20250103000000",
      actual: "20250102000000",
    });
    await runCli(["manifest", project.folder, "--output", manifest]);
    const audited = await runCli([
      ...["audit", "--db-url", own.url, "--manifest", manifest],
      ...["--category", "ledger", "--format", "json"],
    ]);
    expect(audited.code).toBe(1);
    const { findings } = JSON.parse(audited.stdout) as Report;
    expect(findings.map(({ rule, object }) => `${rule} ${object.identity}`)).toEqual([
      "migration_not_applied 20241231000000",
      "migration_not_applied 20250103000000",
      "migration_out_of_order 20241231000000",
    ]);
    expect(findings.find(({ rule }) => rule === "migration_not_applied")?.location?.file).toMatch(
      /20241231000000_late\.sql$/,
    );
    await project.file("20250103000000_tags.sql", null);
    await project.file("20241231000000_late.sql", null);
  });

  it("that was re-stamped warns, and says which version it was", async () => {
    await project.file("20250102000000_body.sql", null);
    await project.file("20250104000000_body.sql", "alter table public.notes add column body text;\n");
    const { verdict } = await verify("--migrations", project.folder);
    expect(versionOf(verdict)).toMatchObject({
      status: "warn",
      message: "All migrations are applied, some under an older version: 20250104000000 as 20250102000000.",
    });
  });

  it("is refused where it is named twice, is missing, or is something else", async () => {
    const twice = await runCli([
      ...["verify", "--db-url", own.url, "--migrations", project.folder, "--manifest", manifest],
    ]);
    expect([twice.code, twice.stdout]).toEqual([2, ""]);
    expect(twice.stderr).toContain("--manifest and --migrations exclude each other");
    const other = join(folder, "other.json");
    await writeFile(other, '{ "version": 1, "migrations": {} }');
    for (const command of ["audit", "verify"]) {
      const wrong = await runCli([command, "--db-url", own.url, "--manifest", other]);
      expect([wrong.code, wrong.stdout]).toEqual([2, ""]);
      expect(wrong.stderr).toContain("is not a manifest: tool_version");
      const absent = await runCli([command, "--db-url", own.url, "--manifest", join(folder, "absent.json")]);
      expect([absent.code, absent.stdout]).toEqual([2, ""]);
    }
    expect(JSON.parse(await readFile(manifest, "utf8"))).toMatchObject({ version: 1 });
  });
});
