import { execFile } from "node:child_process";
import { promisify } from "node:util";
import type { Database } from "../src/shared/database/database.ts";

const run = promisify(execFile);

/** pgbench's scale: ten times 100,000 accounts. */
const SCALE = 10;

/** Why pgbench cannot be run here, or nothing. */
export async function pgbenchMissing(): Promise<string | undefined> {
  for (const command of ["pgbench", "taskset", "chrt"]) {
    const found = await run(command, ["--version"]).catch(() => undefined);
    if (found === undefined) return `no ${command} is on the PATH`;
  }
  return undefined;
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

/**
 * Transactions per second of pgbench's own transaction, one client.
 *
 * Client and backend share the first core, where one of them is always at work: on cores of their own both sleep while
 * the other works, waking a core of a virtual machine costs more than a transaction, and whatever keeps the cores awake
 * makes pgbench faster. Commits do not wait for the disk, whose swings are larger than what is measured. With a core
 * that is always busy, all that an audit takes from it is seen.
 */
export async function throughput(database: Database, url: string, seconds: number): Promise<number> {
  const options = ["--time", String(seconds), "--client", "1", "--no-vacuum", url];
  const running = run("taskset", ["--cpu-list", "0", "pgbench", ...options], {
    env: { ...process.env, PGAPPNAME: APPLICATION, PGOPTIONS: "-c synchronous_commit=off" },
  });
  const [{ stdout }] = await Promise.all([running, pinBackend(database)]);
  const found = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (found === undefined) throw new Error(`pgbench printed no throughput: ${stdout}`);
  return Number(found);
}

const APPLICATION = "supawarden_pgbench";
/** How long pgbench may take to begin its transactions, in milliseconds. */
const BEGINS_WITHIN = 10_000;

/** pgbench reads the size of its tables on a connection before: the backend that has written is the one that stays. */
async function pinBackend(database: Database): Promise<void> {
  for (const deadline = Date.now() + BEGINS_WITHIN; Date.now() < deadline; ) {
    const [backend] = await database.query<{ pid: number }>(
      "select pid from pg_stat_activity where application_name = $1 and backend_xid is not null",
      [APPLICATION],
    );
    if (backend !== undefined) {
      await run("taskset", ["--cpu-list", "--pid", "0", String(backend.pid)]);
      return;
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("pgbench began no transaction");
}
