import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The project's folder. */
export const ROOT = fileURLToPath(new URL("../..", import.meta.url));
/** What `npx supawarden` starts. */
export const LAUNCHER = fileURLToPath(new URL("../../bin/supawarden.js", import.meta.url));
/** The prepared databases of the tests. */
export const CACHE = fileURLToPath(new URL("../../node_modules/.cache/supawarden", import.meta.url));

/** How a command ended. */
export interface CliResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Where and with what a command runs; no database is named by the environment unless given here. */
export interface CliOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
}

/** Starts the command line as a process of its own. */
export function startCli(words: readonly string[], options: CliOptions = {}): ChildProcess {
  const { SUPABASE_DB_URL: _one, DATABASE_URL: _other, ...inherited } = process.env;
  return spawn(process.execPath, [LAUNCHER, ...words], {
    cwd: options.cwd ?? ROOT,
    env: { ...inherited, CI: "1", SUPAWARDEN_CACHE_DIR: CACHE, ...options.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
}

/** Runs the command line to its end. */
export function runCli(words: readonly string[], options: CliOptions = {}): Promise<CliResult> {
  return new Promise((resolve, reject) => {
    const child = startCli(words, options);
    let stdout = "";
    let stderr = "";
    child.stdout?.setEncoding("utf8").on("data", (text: string) => {
      stdout += text;
    });
    child.stderr?.setEncoding("utf8").on("data", (text: string) => {
      stderr += text;
    });
    child.once("error", reject);
    child.once("close", (code) => resolve({ code, stdout, stderr }));
  });
}
