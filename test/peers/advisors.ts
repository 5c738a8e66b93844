import { execFile } from "node:child_process";
import { mkdtemp, rm } from "node:fs/promises";
import { createRequire } from "node:module";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { promisify } from "node:util";
import type { PeerFinding } from "./peer_finding.ts";

const run = promisify(execFile);

/** `supabase db advisors` of the npm package, ready to run, or why it cannot. */
export type Advisors =
  | { readonly available: false; readonly reason: string }
  | {
      readonly available: true;
      readonly version: string;
      /** Everything it says of the database, at every level. */
      findings(url: string): Promise<PeerFinding[]>;
      close(): Promise<void>;
    };

/** Finds the CLI and asks it for its version; a platform without its binary is a reason to skip. */
export async function openAdvisors(): Promise<Advisors> {
  const home = await mkdtemp(join(tmpdir(), "supawarden-peer-"));
  const call = async (...parameters: string[]): Promise<string> => {
    // Its own home: it reads settings from there, and writes what it remembers.
    const env = { PATH: process.env.PATH, HOME: home, SUPABASE_TELEMETRY_DISABLED: "1", NO_COLOR: "1" };
    const { stdout } = await run(process.execPath, [command(), ...parameters], {
      cwd: home,
      env,
      maxBuffer: 256 * 1024 * 1024,
    });
    return stdout;
  };
  const close = () => rm(home, { recursive: true, force: true });
  try {
    const version = (await call("--version")).trim();
    return { available: true, version, findings: async (url) => parse(await ask(call, url)), close };
  } catch (error) {
    await close();
    return {
      available: false,
      reason: `the CLI of npm package supabase does not run here: ${messageOf(error)}`,
    };
  }
}

function command(): string {
  const manifest = createRequire(import.meta.url).resolve("supabase/package.json");
  return join(dirname(manifest), "dist", "supabase.js");
}

async function ask(call: (...parameters: string[]) => Promise<string>, url: string): Promise<string> {
  const target = new URL(url);
  // The servers of the tests speak no TLS, which the CLI asks for by default.
  target.searchParams.set("sslmode", "disable");
  const flags = ["--type", "all", "--level", "info", "--fail-on", "none", "--output-format", "json"];
  return call("db", "advisors", "--db-url", target.href, ...flags);
}

function parse(text: string): PeerFinding[] {
  const { results } = JSON.parse(text) as { results: PeerFinding[] | null };
  return results ?? [];
}

function messageOf(error: unknown): string {
  return (error instanceof Error ? error.message : String(error)).split("\n")[0] ?? "";
}
