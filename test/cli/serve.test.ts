import type { ChildProcess } from "node:child_process";
import { cp, mkdtemp, readFile, rm, stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, it } from "vitest";
import { runCli, startCli } from "./run_cli.ts";

let folder: string;
const running = new Set<ChildProcess>();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "supawarden-serve-"));
  await cp(join(import.meta.dirname, "serve_migrations"), join(folder, "supabase", "migrations"), {
    recursive: true,
  });
});
afterAll(async () => {
  for (const child of running) child.kill("SIGKILL");
  await rm(folder, { recursive: true, force: true });
});

interface Served {
  readonly url: string;
  readonly key: string;
  readonly stdout: () => string;
  stop(): Promise<number | null>;
}

function start(env: Readonly<Record<string, string>> = {}): Promise<Served> {
  const child = startCli(["serve", "--port", "0", "--no-open"], { cwd: folder, env });
  running.add(child);
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let stdout = "";
  let stderr = "";
  child.stdout?.on("data", (data) => {
    stdout += data;
  });
  return new Promise((resolve, reject) => {
    child.stderr?.on("data", (data) => {
      stderr += data;
      if (!stderr.includes("Stop with Ctrl-C.")) return;
      resolve({
        url: /Serving on (\S+)/.exec(stderr)?.[1] ?? "",
        key: /key {3}(\S+)/.exec(stderr)?.[1] ?? "",
        stdout: () => stdout,
        stop: async () => {
          child.kill("SIGINT");
          const code = await ended;
          running.delete(child);
          return code;
        },
      });
    });
    void ended.then((code) => reject(new Error(`ended with ${code}: ${stderr}`)));
  });
}

interface Answer {
  readonly findings: readonly {
    readonly rule: string;
    readonly state: string;
    readonly first_seen_at: string;
  }[];
}

async function findings(served: Served): Promise<Answer["findings"]> {
  const answer = await fetch(`${served.url}/functions/v1/audit/findings?rule=rls_disabled_in_public`, {
    headers: { apikey: served.key },
  });
  expect(answer.status).toBe(200);
  return ((await answer.json()) as Answer).findings;
}

it("serves the findings of the folder, keeps their history, and takes one process a folder", async () => {
  const first = await start();
  expect(first.stdout()).toContain("error[rls_disabled_in_public]");
  expect((await stat(join(folder, ".supawarden", "secrets.json"))).mode & 0o777).toBe(0o600);
  const found = await findings(first);
  expect(found.map((finding) => finding.state)).toEqual(["new"]);
  expect((await fetch(`${first.url}/functions/v1/audit/findings`)).status).toBe(401);
  expect((await fetch(`${first.url}/functions/v1/audit/health`)).status).toBe(200);
  const verdict = await fetch(`${first.url}/functions/v1/verify`, { headers: { apikey: first.key } });
  expect(verdict.status).toBe(409);

  const page = await fetch(`${first.url}/`);
  expect(page.status).toBe(200);
  expect(page.headers.get("content-security-policy")).not.toContain("unsafe");
  const login = (key: string) => fetch(`${first.url}/session`, { method: "POST", headers: { apikey: key } });
  expect((await login("wrong")).status).toBe(401);
  const session = (await login(first.key)).headers.get("set-cookie") ?? "";
  expect(session).toMatch(/HttpOnly/);
  const cookie = session.split(";")[0] ?? "";
  const shown = await fetch(`${first.url}/report`, { headers: { cookie } });
  expect(shown.headers.get("content-security-policy")).toContain("style-src 'sha256-");
  expect(await shown.text()).toContain("rls_disabled_in_public");

  const second = await runCli(["serve", "--port", "0"], { cwd: folder });
  expect(second).toMatchObject({ code: 2, stdout: "" });
  expect(second.stderr).toMatch(/is in use by process \d+/);
  expect(await first.stop()).toBe(0);
  await expect(readFile(join(folder, ".supawarden", "lock"))).rejects.toThrow();

  // Started again with another migration: the database is made anew, the history comes along.
  await writeFile(
    join(folder, "supabase/migrations/20260102000000_more.sql"),
    "create table public.more (id int);",
  );
  const again = await start();
  expect(again.key).toBe(first.key);
  const later = await findings(again);
  expect(later.map((finding) => finding.state).sort()).toEqual(["new", "open"]);
  expect(later.find((finding) => finding.state === "open")?.first_seen_at).toBe(found[0]?.first_seen_at);
  expect(await again.stop()).toBe(0);

  const own = await start({ SUPABASE_SECRET_KEYS: JSON.stringify({ own: "sb_secret_of_the_environment" }) });
  expect(own.key).toBe("from");
  expect((await findings({ ...own, key: "sb_secret_of_the_environment" })).length).toBe(2);
  expect(await own.stop()).toBe(0);
}, 240_000);
