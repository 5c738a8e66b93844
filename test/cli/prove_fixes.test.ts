import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { Report } from "../../src/shared/findings/report.ts";
import { runCli } from "./run_cli.ts";

let folder: string;
let migrations: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "supawarden-prove-"));
  migrations = await mkdtemp(join(folder, "migrations-"));
  await writeFile(
    join(migrations, "20260101000000_notes.sql"),
    `create table public.notes (id bigint primary key, owner uuid not null);
    alter table public.notes enable row level security;
    create policy own on public.notes for select to authenticated using (auth.uid() = owner);
    create table public.open (id bigint primary key);`,
  );
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("says of each fix how its proof ended, in text, JSON, HTML and a report that is rendered again", async () => {
  const file = join(folder, "audit.json");
  const audit = ["audit", "--migrations", migrations];
  const json = await runCli([...audit, "--prove-fixes", "--format", "json", "--output", file]);
  expect(json).toMatchObject({ code: 1, stdout: "" });
  const report = JSON.parse(await readFile(file, "utf8")) as Report;
  const remediation = (rule: string) => report.findings.find((finding) => finding.rule === rule)?.remediation;
  expect(remediation("auth_rls_initplan")).toMatchObject({
    safety: "safe",
    proof: { status: "proved", changes: ["own on public.notes"], undo: "restores" },
  });
  expect(remediation("rls_disabled_in_public")).toMatchObject({
    safety: "review",
    proof: { status: "proved", changes: ["public.open"], undo: "restores" },
  });
  for (const { remediation: each } of report.findings) {
    expect(each.proof !== undefined).toBe(each.sql !== undefined);
  }
  const text = (await runCli(["report", "--from", file])).stdout;
  expect(text).toMatch(/^ {2}fix {3}\(safe, proved\)$/m);
  expect(text).toMatch(/^ +fix {3}\(review, proved\) With no policy on the table/m);
  expect((await runCli(["report", "--from", file, "--format", "html"])).stdout).toContain(
    "On a copy of the schema: proved",
  );
}, 120_000);

it("proves the fixes of the findings asked for, against every rule", async () => {
  const words = ["--rule", "rls_disabled_in_public", "--prove-fixes", "--format", "json"];
  const result = await runCli(["audit", "--migrations", migrations, ...words]);
  const { findings } = JSON.parse(result.stdout) as Report;
  expect(findings.map(({ rule }) => rule)).toEqual(["rls_disabled_in_public"]);
  expect(findings[0]?.remediation.proof?.reason).toContain("has no policy then");
});

it("proves nothing from a saved snapshot, and says so", async () => {
  const snapshot = join(folder, "snapshot.json");
  await runCli(["audit", "--migrations", migrations, "--save-snapshot", snapshot]);
  const result = await runCli(["audit", "--snapshot", snapshot, "--prove-fixes", "--format", "json"]);
  expect(result.code).toBe(1);
  const { findings } = JSON.parse(result.stdout) as Report;
  const safe = findings.find((finding) => finding.rule === "auth_rls_initplan")?.remediation;
  expect(safe).toMatchObject({ safety: "review", proof: { status: "not proved" } });
  expect(safe?.note).toMatch(/a saved snapshot holds no definitions/);
});
