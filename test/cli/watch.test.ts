import type { ChildProcess } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it, test } from "vitest";
import { runCli, startCli } from "./run_cli.ts";

const OPEN = "create table public.notes (id bigint primary key);\n";
const CLOSED = `${OPEN}alter table public.notes enable row level security;\n`;

let project: string;
let child: ChildProcess | undefined;
let seen = { stdout: "", stderr: "" };

beforeEach(() => {
  project = mkdtempSync(join(tmpdir(), "watch-"));
  mkdirSync(join(project, "supabase", "migrations"), { recursive: true });
  migration("20260101000000_notes.sql", OPEN);
});

afterEach(() => {
  child?.kill("SIGKILL");
  rmSync(project, { recursive: true, force: true });
});

function migration(name: string, sql: string): void {
  writeFileSync(join(project, "supabase", "migrations", name), sql);
}

function start(...words: readonly string[]): void {
  seen = { stdout: "", stderr: "" };
  child = startCli(words, { cwd: project });
  for (const name of ["stdout", "stderr"] as const) {
    child[name]?.setEncoding("utf8").on("data", (text: string) => {
      seen[name] += text;
    });
  }
}

/** Waits until so many runs have ended. */
async function runs(count: number): Promise<void> {
  const ended = () => seen.stderr.split("watching supabase/migrations; Ctrl-C ends").length - 1;
  await expect.poll(ended, { timeout: 45_000 }).toBe(count);
}

async function stopped(): Promise<number | null> {
  const over = new Promise<number | null>((resolve) => child?.once("close", resolve));
  child?.kill("SIGINT");
  return over;
}

const analyze = ["analyze", "--rule", "table_without_rls", "--format", "github", "--watch"];

test("analyze runs again at a change, and ends as its last run did", async () => {
  start(...analyze);
  await runs(1);
  expect(seen.stdout).toContain("::error file=supabase/migrations/20260101000000_notes.sql");
  migration("20260101000000_notes.sql", CLOSED);
  await runs(2);
  expect(seen.stderr).toContain("--- 20260101000000_notes.sql changed");
  expect(seen.stdout.trimEnd().split("\n").at(-1)).toMatch(/^0 findings/);
  expect(await stopped()).toBe(0);
});

test("a new file is seen, one that is written many times is read once, others are none of its business", async () => {
  start(...analyze);
  await runs(1);
  writeFileSync(join(project, "supabase", "migrations", "notes.md"), "text");
  writeFileSync(join(project, "supabase", "migrations", ".20260102000000_more.sql.swp"), "text");
  await new Promise((resolve) => setTimeout(resolve, 600));
  for (let time = 0; time < 20; time += 1)
    migration("20260102000000_more.sql", OPEN.replace("notes", "more"));
  await runs(2);
  await new Promise((resolve) => setTimeout(resolve, 600));
  await runs(2);
  expect(seen.stderr).not.toContain("notes.md");
  expect(seen.stdout.trimEnd().split("\n").at(-1)).toMatch(/^2 findings/);
  expect(await stopped()).toBe(1);
});

test("a fault in the configuration is told, and mended by the next change", async () => {
  start(...analyze);
  await runs(1);
  const config = join(project, "supawarden.config.json");
  writeFileSync(config, '{ "rules": ');
  await runs(2);
  expect(seen.stderr).toContain("this is not JSON");
  writeFileSync(config, '{ "rules": { "table_without_rls": { "severity": "warn" } } }');
  await runs(3);
  expect(seen.stdout.match(/^::(?:error|warning)/gm)).toEqual(["::error", "::warning"]);
  expect(await stopped()).toBe(0);
});

test("a folder that goes is seen again when it is back", async () => {
  start(...analyze);
  await runs(1);
  rmSync(join(project, "supabase", "migrations"), { recursive: true });
  await runs(2);
  expect(seen.stderr).toContain("there is no migrations folder");
  const folder = join(project, "supabase", "migrations");
  mkdirSync(folder);
  writeFileSync(join(folder, "20260101000000_notes.sql"), CLOSED);
  await expect.poll(() => seen.stdout, { timeout: 20_000 }).toMatch(/^0 findings/m);
  expect(await stopped()).toBe(0);
});

test("audit replays again", async () => {
  start("audit", "--rule", "rls_disabled_in_public", "--format", "github", "--watch");
  await runs(1);
  expect(seen.stdout).toContain("::error title=rls_disabled_in_public::public.notes");
  migration("20260102000000_closed.sql", "alter table public.notes enable row level security;");
  await runs(2);
  expect(seen.stdout.trimEnd().split("\n").at(-1)).toMatch(/^0 findings/);
  expect(await stopped()).toBe(0);
});

it("a database cannot be watched", async () => {
  const { code, stderr } = await runCli(["audit", "--db-url", "postgres://u@127.0.0.1:1/d", "--watch"]);
  expect(code).toBe(2);
  expect(stderr).toContain("--watch needs a migrations folder");
});

it("what can never run is refused at once", async () => {
  const { code, stderr } = await runCli(["analyze", "--watch", "--rule", "nope"], { cwd: project });
  expect(code).toBe(2);
  expect(stderr).toContain('unknown rule "nope"');
});
