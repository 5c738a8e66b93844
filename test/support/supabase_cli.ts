import { execFile } from "node:child_process";
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type Discovery, discoverMigrations } from "../../src/shared/migrations/discover.ts";

/** How a command of the Supabase CLI ended; `text` is all that it printed. */
export interface SupabaseAnswer {
  readonly code: number;
  readonly text: string;
}

/** A project folder on which the CLI of npm package supabase works. */
export interface SupabaseProject {
  /** The folder of the migrations. */
  readonly folder: string;
  /** Writes a migration file; `null` takes it away. */
  file(name: string, text: string | null): Promise<void>;
  files(): Promise<Readonly<Record<string, string>>>;
  discover(): Promise<Discovery>;
  /** Runs a command against the database, every question answered with yes. */
  cli(...words: readonly string[]): Promise<SupabaseAnswer>;
  close(): Promise<void>;
}

/** Makes an empty project for a database of a test server. */
export async function openSupabaseProject(url: string): Promise<SupabaseProject> {
  const home = await mkdtemp(join(tmpdir(), "supawarden-cli-"));
  const folder = join(home, "project", "supabase", "migrations");
  await mkdir(folder, { recursive: true });
  const target = new URL(url);
  // The servers of the tests speak no TLS, which the CLI asks for by default.
  target.searchParams.set("sslmode", "disable");
  const entries = async () =>
    Promise.all(
      (await readdir(folder)).map(async (name) => ({
        name,
        directory: false,
        bytes: new Uint8Array(await readFile(join(folder, name))),
      })),
    );
  return {
    folder,
    file: (name, text) => (text === null ? rm(join(folder, name)) : writeFile(join(folder, name), text)),
    files: async () =>
      Object.fromEntries((await entries()).map(({ name, bytes }) => [name, new TextDecoder().decode(bytes)])),
    discover: async () => discoverMigrations("supabase/migrations", await entries()),
    cli: (...words) => run([...words, "--db-url", target.href, "--yes"], home),
    close: () => rm(home, { recursive: true, force: true }),
  };
}

function run(words: readonly string[], home: string): Promise<SupabaseAnswer> {
  const manifest = createRequire(import.meta.url).resolve("supabase/package.json");
  const command = join(dirname(manifest), "dist", "supabase.js");
  // Its own home: it reads settings from there, and writes what it remembers.
  const env = { PATH: process.env.PATH, HOME: home, SUPABASE_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
  return new Promise((resolve) => {
    execFile(
      process.execPath,
      [command, ...words],
      { cwd: join(home, "project"), env, maxBuffer: 64 * 1024 * 1024 },
      (error, stdout, stderr) => {
        const code = error === null ? 0 : typeof error.code === "number" ? error.code : 1;
        resolve({ code, text: `${stdout}${stderr}` });
      },
    );
  });
}
