import { execFile } from "node:child_process";
import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { type CliResult, runCli } from "../cli/run_cli.ts";

/** A Supabase project in a folder of its own. */
export interface Project {
  readonly folder: string;
  /** Writes migrations, by path under `supabase/migrations`. */
  write(files: Readonly<Record<string, string>>): Promise<void>;
  /** Runs `supawarden migrate …` in it. */
  migrate(...words: readonly string[]): Promise<CliResult>;
  remove(): Promise<void>;
}

/** Makes a project. */
export async function makeProject(files: Readonly<Record<string, string>> = {}): Promise<Project> {
  const folder = await mkdtemp(join(tmpdir(), "supawarden-project-"));
  const write = async (texts: Readonly<Record<string, string>>) => {
    for (const [name, text] of Object.entries(texts)) {
      const path = join(folder, "supabase", "migrations", name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, text);
    }
  };
  await mkdir(join(folder, "supabase", "migrations"), { recursive: true });
  await writeFile(join(folder, "supabase", "config.toml"), 'project_id = "test"\n');
  await write(files);
  return {
    folder,
    write,
    migrate: (...words) => runCli(["migrate", ...words], { cwd: folder }),
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/** `supabase` of the npm package in a project, or why it does not run here. */
export type SupabaseCli =
  | { readonly available: false; readonly reason: string }
  | {
      readonly available: true;
      readonly run: (project: Project, ...words: readonly string[]) => Promise<CliResult>;
    };

/** Finds the CLI; a platform without its binary is a reason to skip. */
export async function supabaseCli(): Promise<SupabaseCli> {
  const manifest = createRequire(import.meta.url).resolve("supabase/package.json");
  const command = join(dirname(manifest), "dist", "supabase.js");
  const call = (cwd: string, words: readonly string[]) =>
    new Promise<CliResult>((resolve) => {
      const env = { PATH: process.env.PATH, HOME: cwd, SUPABASE_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
      const child = execFile(process.execPath, [command, ...words], { cwd, env }, (error, stdout, stderr) => {
        resolve({ code: error === null ? 0 : Number(error.code ?? 1), stdout, stderr });
      });
      child.stdin?.end();
    });
  const version = await call(tmpdir(), ["--version"]);
  if (version.code !== 0)
    return { available: false, reason: `supabase does not run here: ${version.stderr}` };
  return { available: true, run: (project, ...words) => call(project.folder, words) };
}

/** The servers of the tests speak no TLS, which the Supabase CLI asks for by default. */
export function withoutTls(url: string): string {
  const target = new URL(url);
  target.searchParams.set("sslmode", "disable");
  return target.href;
}
