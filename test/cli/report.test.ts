import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli } from "./run_cli.ts";

let folder: string;
let saved: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "supawarden-report-"));
  saved = join(folder, "audit.json");
  const migrations = join(folder, "migrations");
  await writeFile(join(folder, "unrelated.json"), "{}");
  await mkdir(migrations);
  await writeFile(join(migrations, "1_notes.sql"), "create table public.notes (id bigint primary key);");
  const audit = await runCli(["audit", "--migrations", migrations, "--format", "json", "--output", saved]);
  expect(audit.code).toBe(1);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

it("renders a saved report as the audit itself would have", async () => {
  const markdown = await runCli(["report", "--from", saved, "--format", "markdown"]);
  expect(markdown).toMatchObject({ code: 1, stderr: "" });
  expect(markdown.stdout).toContain("rls_disabled_in_public");
  const json = await runCli(["report", "--from", saved, "--format", "json", "--fail-on", "none"]);
  expect(json.code).toBe(0);
  expect(JSON.parse(json.stdout)).toMatchObject({ version: 1, run: { source: "migrations" } });
});

it("reads a page as well as JSON: the data is in it", async () => {
  const page = join(folder, "audit.html");
  const html = await runCli(["report", "--from", saved, "--format", "html", "--output", page]);
  expect(html).toMatchObject({ code: 1, stdout: "" });
  const json = async (file: string) => (await runCli(["report", "--from", file, "--format", "json"])).stdout;
  expect(await json(page)).toBe(await json(saved));
});

it("names a file that is missing, or no report", async () => {
  const missing = await runCli(["report", "--from", join(folder, "nowhere.json")]);
  expect(missing).toMatchObject({ code: 2, stdout: "" });
  expect(missing.stderr).toContain("nowhere.json: there is no such file");
  const other = await runCli(["report", "--from", join(folder, "unrelated.json")]);
  expect(other).toMatchObject({ code: 2, stdout: "" });
  expect(other.stderr).toContain("is not a report: version");
});
