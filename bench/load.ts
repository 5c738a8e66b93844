import { execFile, spawn } from "node:child_process";
import { promisify } from "node:util";
import { median } from "./measure.ts";

const run = promisify(execFile);

/** Transactions per second of pgbench, alone and beside audits. */
export interface LoadMeasured {
  readonly alone: number;
  readonly beside: number;
  /** Audits that ran meanwhile. */
  readonly audits: number;
  /** Longest wait for a lock of either side that the server logged, or none. */
  readonly rounds: number;
}

/** Seconds of one measurement. */
const SECONDS = 20;
/** Pairs of measurements; alone and beside take turns, so that a slow minute of the machine hits both. */
const ROUNDS = 5;

/** Whether pgbench can be run here. */
export async function hasPgbench(): Promise<boolean> {
  return run("pgbench", ["--version"]).then(
    () => true,
    () => false,
  );
}

/**
 * Medians of the throughput of pgbench's own tables and transactions, one client, while `audit` runs back to back in a
 * process of its own, and while it does not.
 */
export async function measureLoad(
  url: string,
  audit: { readonly command: string; readonly args: readonly string[] },
): Promise<LoadMeasured> {
  await run("pgbench", ["--initialize", "--quiet", "--scale", "10", url]);
  const alone: number[] = [];
  const beside: number[] = [];
  let audits = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    alone.push(await throughput(url));
    let stop = false;
    const auditing = (async () => {
      while (!stop) {
        await new Promise((resolve, reject) => {
          const child = spawn(audit.command, audit.args, { stdio: "ignore" });
          child.once("exit", resolve);
          child.once("error", reject);
        });
        audits += 1;
      }
    })();
    beside.push(await throughput(url));
    stop = true;
    await auditing;
  }
  return { alone: median(alone), beside: median(beside), audits, rounds: ROUNDS };
}

async function throughput(url: string): Promise<number> {
  const { stdout } = await run("pgbench", ["--time", String(SECONDS), "--client", "1", "--no-vacuum", url]);
  const found = /tps = ([\d.]+)/.exec(stdout)?.[1];
  if (found === undefined) throw new Error(`pgbench printed no throughput: ${stdout}`);
  return Number(found);
}
