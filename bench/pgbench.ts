import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Database } from "../src/shared/database/database.ts";

const run = promisify(execFile);

/** pgbench's scale: ten times 100,000 accounts. */
const SCALE = 10;

/** Why pgbench cannot be run here, or nothing. */
export async function pgbenchMissing(): Promise<string | undefined> {
  return run("pgbench", ["--version"]).then(
    () => undefined,
    () => "no pgbench is on the PATH",
  );
}

/** Makes pgbench's own tables. */
export async function makePgbenchTables(url: string): Promise<void> {
  await run("pgbench", ["--initialize", "--quiet", "--scale", String(SCALE), url]);
}

/** Takes pgbench's tables away. */
export async function dropPgbenchTables(database: Database): Promise<void> {
  await database.execute(
    "drop table if exists pgbench_accounts, pgbench_branches, pgbench_history, pgbench_tellers",
  );
}

/** Transactions per second of pgbench's own transaction, one client. */
export async function throughput(url: string, seconds: number): Promise<number> {
  const { stdout } = await run("pgbench", ["--time", String(seconds), "--client", "1", "--no-vacuum", url]);
  const found = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (found === undefined) throw new Error(`pgbench printed no throughput: ${stdout}`);
  return Number(found);
}
