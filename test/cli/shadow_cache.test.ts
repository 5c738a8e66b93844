import { execFile, spawn } from "node:child_process";
import { existsSync, watch } from "node:fs";
import { chmod, chown, cp, mkdir, mkdtemp, readdir, readFile, rm, utimes, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { LAUNCHER, runCli, startCli } from "./run_cli.ts";

// What may happen to the folder of prepared databases. Whatever it is, the manifest is that of a run that nothing happened to.

const run = promisify(execFile);
let folder: string;
let migrations: string;
let expected: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "supawarden-cache-test-"));
  await chmod(folder, 0o755);
  migrations = join(folder, "migrations");
  await mkdir(migrations);
  await writeFile(
    join(migrations, "20260101000000_notes.sql"),
    "create table public.notes (id uuid primary key default extensions.uuid_generate_v4(), owner uuid references auth.users (id));\n",
  );
  expected = await manifest(join(folder, "good"));
  expect(expected).toContain("notes");
}, 120_000);

afterAll(() => rm(folder, { recursive: true, force: true }));

const words = (output: string) => ["manifest", migrations, "--output", output];

/** The manifest as a run with this cache writes it. */
async function manifest(cache: string): Promise<string> {
  const output = `${cache}-${crypto.randomUUID()}.json`;
  const { code, stderr } = await runCli(words(output), { env: { SUPAWARDEN_CACHE_DIR: cache } });
  expect(code, stderr).toBe(0);
  return readFile(output, "utf8");
}

const archives = async (cache: string) =>
  (await readdir(cache)).filter((name) => name.endsWith(".tar") || name.endsWith(".part"));

test("two processes that prepare at once end in one archive, which a third one opens", async () => {
  const cache = join(folder, "shared");
  const both = await Promise.all([manifest(cache), manifest(cache)]);
  expect(both).toEqual([expected, expected]);
  expect(await archives(cache)).toEqual([expect.stringMatching(/^shadow-.*\.tar$/)]);
  const before = await readFile(join(cache, (await archives(cache))[0] ?? ""));
  expect(await Promise.all([manifest(cache), manifest(cache)])).toEqual([expected, expected]);
  expect(before.equals(await readFile(join(cache, (await archives(cache))[0] ?? "")))).toBe(true);
}, 240_000);

/** Moments at which a process that prepares is killed: after some milliseconds, or when a file of this kind appears. */
const MOMENTS = [400, ".part", ".tar"] as const;

test.each(MOMENTS)(
  "a process killed at %s leaves nothing that a later one falls over",
  async (moment) => {
    const cache = join(folder, `killed-${moment}`);
    await mkdir(cache);
    const child = startCli(words(join(folder, "never.json")), { env: { SUPAWARDEN_CACHE_DIR: cache } });
    const ended = new Promise<NodeJS.Signals | null>((resolve) =>
      child.once("close", (_, signal) => resolve(signal)),
    );
    if (typeof moment === "number") setTimeout(() => child.kill("SIGKILL"), moment);
    else {
      const watcher = watch(cache, (_, name) => {
        if (name?.endsWith(moment)) child.kill("SIGKILL");
      });
      await ended;
      watcher.close();
    }
    expect(await ended).toBe("SIGKILL");
    expect(await manifest(cache)).toBe(expected);
    expect((await archives(cache)).filter((name) => name.endsWith(".tar"))).toHaveLength(1);
  },
  240_000,
);

test("what a killed process left half written goes when a later one writes", async () => {
  const cache = join(folder, "left");
  await mkdir(cache);
  const [old, young] = ["shadow-a.tar.1.part", "shadow-a.tar.2.part"].map((name) => join(cache, name));
  if (old === undefined || young === undefined) throw new Error("no names");
  for (const path of [old, young]) await writeFile(path, "half");
  const anHourAgo = Date.now() / 1000 - 3600;
  await utimes(old, anHourAgo, anHourAgo);
  expect(await manifest(cache)).toBe(expected);
  // The young one may be another's, who is writing it.
  expect([existsSync(old), existsSync(young)]).toEqual([false, true]);
}, 120_000);

test("a folder that may only be read costs time, and the note names the file and what to do", async (context) => {
  // A checkout below root's own folder, say.
  const reason = "the user nobody may not read this checkout";
  if ((await runAsNobody(["--version"], folder)).code !== 0) {
    console.log(`skipped: ${reason}`);
    return context.skip(reason);
  }
  const cache = join(folder, "read-only");
  await mkdir(cache);
  await chmod(cache, 0o555);
  const output = join(folder, "out");
  await mkdir(output);
  await chown(output, ...nobody());
  const path = join(output, "manifest.json");
  const { code, stderr } = await runAsNobody(words(path), cache);
  expect(code, stderr).toBe(0);
  expect(stderr).toContain(`note: ${cache}/shadow-`);
  expect(stderr).toMatch(/cannot be written.*EACCES.*Set SUPAWARDEN_CACHE_DIR/);
  expect(stderr.match(/cannot be written/g)).toHaveLength(1);
  expect(await readFile(path, "utf8")).toBe(expected);
  expect(await readdir(cache)).toEqual([]);
}, 120_000);

/** Root may write everywhere. */
function nobody(): [uid: number, gid: number] {
  const [uid = 0, gid = 0] = [process.getuid?.(), process.getgid?.()];
  return uid === 0 ? [65_534, 65_534] : [uid, gid];
}

function runAsNobody(args: readonly string[], cache: string) {
  const [uid, gid] = nobody();
  return finished(
    spawn(process.execPath, [LAUNCHER, ...args], {
      env: { ...process.env, HOME: folder, SUPAWARDEN_CACHE_DIR: cache, SUPAWARDEN_SKIP_BUILD: "1", CI: "1" },
      ...(process.getuid?.() === 0 ? { uid, gid } : {}),
    }),
  );
}

function finished(child: ReturnType<typeof spawn>): Promise<{ code: number | null; stderr: string }> {
  return new Promise((resolve, reject) => {
    let stderr = "";
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stderr }));
  });
}

test("a disk that fills up while the archive is written leaves no half file", async () => {
  const cache = join(folder, "full");
  const output = join(folder, "full.json");
  // The largest file that the process may write: 4 MB.
  const { code, stderr } = await finished(
    spawn("sh", ["-c", 'ulimit -f 8192; exec "$@"', "sh", process.execPath, LAUNCHER, ...words(output)], {
      env: { ...process.env, SUPAWARDEN_CACHE_DIR: cache, SUPAWARDEN_SKIP_BUILD: "1", CI: "1" },
    }),
  );
  expect(code, stderr).toBe(0);
  expect(stderr).toMatch(/note: .*shadow-.*\.tar cannot be written.*(EFBIG|ENOSPC).*50 MB of room/);
  expect(await readFile(output, "utf8")).toBe(expected);
  expect(await readdir(cache)).toEqual([]);
}, 120_000);

test("a pipe in place of the archive is not waited for", async () => {
  const cache = join(folder, "pipe");
  await mkdir(cache);
  const [name = ""] = await archives(join(folder, "good"));
  await run("mkfifo", [join(cache, name)]);
  expect(await manifest(cache)).toBe(expected);
}, 120_000);

test.each(["cut off", "damaged in one bit", "of another version"])(
  "an archive that is %s is made anew",
  async (damage) => {
    const cache = join(folder, `damaged-${damage.replaceAll(" ", "-")}`);
    await mkdir(cache);
    const [name = ""] = await archives(join(folder, "good"));
    const good = await readFile(join(folder, "good", name));
    await writeFile(join(cache, name), await damaged(good, damage));
    expect(await manifest(cache)).toBe(expected);
    expect((await readFile(join(cache, name))).byteLength).toBe(good.byteLength);
  },
  240_000,
);

async function damaged(good: Buffer, damage: string): Promise<Uint8Array> {
  if (damage === "cut off") return good.subarray(0, 9_000_001);
  if (damage === "damaged in one bit") {
    const bytes = Uint8Array.from(good);
    bytes[7_654_321] = (bytes[7_654_321] ?? 0) ^ 4;
    return bytes;
  }
  // Whole in itself, but kept for Postgres 18.
  const other = join(folder, "other");
  const project = join(folder, "project");
  await cp(migrations, join(project, "migrations"), { recursive: true });
  await writeFile(join(project, "config.toml"), "[db]\nmajor_version = 18\n");
  const output = join(folder, "other.json");
  const { code, stderr } = await runCli(["manifest", join(project, "migrations"), "--output", output], {
    env: { SUPAWARDEN_CACHE_DIR: other },
  });
  expect(code, stderr).toBe(0);
  const [name = ""] = await archives(other);
  return readFile(join(other, name));
}
