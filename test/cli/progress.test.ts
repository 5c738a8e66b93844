import { spawn } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it, test } from "vitest";
import { CACHE, LAUNCHER, runCli } from "./run_cli.ts";

let project: string;
const FOLDER = "migrations-of-a-folder-whose-name-is-longer-than-a-row-of-this-terminal";

beforeAll(() => {
  project = mkdtempSync(join(tmpdir(), "progress-"));
  mkdirSync(join(project, FOLDER));
  writeFileSync(join(project, FOLDER, "20260101000000_a.sql"), "create table a (id bigint primary key);\n");
});

afterAll(() => rmSync(project, { recursive: true, force: true }));

/** What a terminal of 40 columns gets, results left out. */
function onTerminal(...words: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const command = [process.execPath, LAUNCHER, ...words].map((word) => `'${word}'`).join(" ");
    const { CI: _ci, SUPABASE_DB_URL: _one, DATABASE_URL: _other, ...env } = process.env;
    const child = spawn("script", ["-qec", `stty cols 40; ${command} >/dev/null`, "/dev/null"], {
      cwd: project,
      env: { ...env, SUPAWARDEN_CACHE_DIR: CACHE, TERM: "xterm" },
    });
    let text = "";
    child.stdout.setEncoding("utf8").on("data", (part: string) => {
      text += part;
    });
    child.once("error", reject);
    child.once("close", () => resolve(text));
  });
}

const START = "\r\u001b[2K";

test.each([
  ["analyze", ["analyze", FOLDER], ["reading", "judging"]],
  ["a replay", ["analyze", FOLDER, "--replay"], ["reading", "replaying", "judging"]],
  ["audit", ["audit", "--migrations", FOLDER], ["replaying", "auditing"]],
  ["verify", ["verify", "--migrations", FOLDER], ["replaying", "verifying"]],
  ["manifest", ["manifest", FOLDER, "--output", "-"], ["replaying"]],
  ["doctor", ["doctor", "--url", "http://127.0.0.1:9"], ["asking"]],
])("%s says on one row what it does, and takes it back", async (_, words, phases) => {
  const text = await onTerminal(...words);
  const shown = text.split(START).slice(1);
  expect(phases.filter((phase) => !shown.some((part) => part.startsWith(phase)))).toEqual([]);
  const told = shown.filter((part) => part.endsWith(" …"));
  expect(told.length).toBeGreaterThanOrEqual(phases.length);
  for (const part of told) expect(part.length).toBeLessThan(40);
  // The last thing said leaves an empty row.
  expect(shown.at(-1)).not.toContain("…");
});

it("is for terminals, and not for those who want quiet", async () => {
  expect(await onTerminal("analyze", FOLDER, "--quiet")).not.toContain(START);
  const { stderr } = await runCli(["analyze", FOLDER], { cwd: project, env: { CI: "" } });
  expect(stderr).toBe("");
});
