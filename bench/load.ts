import { randomUUID } from "node:crypto";
import { auditAndStore } from "../src/shared/audit/recorded_audit.ts";
import type { Database } from "../src/shared/database/database.ts";
import { printBar, sizeText } from "./bars.ts";
import { type BenchDatabase, type BenchDatabases, openWithFreshStore } from "./databases.ts";
import { type LockWaits, watchLocks } from "./lock_log.ts";
import { median, printTable } from "./measure.ts";
import { dropPgbenchTables, makePgbenchTables, pgbenchMissing, throughput } from "./pgbench.ts";
import { startLoop } from "./processes.ts";

/** Seconds of one measurement. */
const SECONDS = 10;
/** Rounds; in each one pgbench alone and beside each kind of audit take turns, so that a slow minute hits all. */
const ROUNDS = 9;
/** The part of its transactions that an audited database may lose. */
const MOST_LOST = 0.03;
/** The audit's own `lock_timeout`, in milliseconds. */
const LOCK_TIMEOUT = 2_000;
/** The log tells waits longer than this, in milliseconds. */
const LOGGED = 10;

/**
 * What runs beside pgbench. The audit's own process would run on another machine: here it shares the cores, and takes
 * what it computes from the server as well. In the kernel's idle policy it takes only what the server leaves.
 */
const KINDS = [
  { name: "full audits", mode: "full", givesWay: false },
  { name: "full audits, their process giving way", mode: "full", givesWay: true },
  { name: "unchanged nights, their process giving way", mode: "unchanged", givesWay: true },
] as const;

interface KindMeasured {
  readonly name: string;
  /** Transactions per second, a figure a round. */
  readonly beside: number[];
  /** The part of its transactions that pgbench lost, against the same round's measurement alone. */
  readonly lost: number[];
  audits: number;
  readonly waits: LockWaits[];
}

/** Section `load`: transactions per second of pgbench, alone and beside audits of the same database back to back. */
export async function measureLoad(databases: BenchDatabases, tables: number): Promise<void> {
  const missing = await pgbenchMissing();
  if (missing !== undefined) {
    console.log(`not run: ${missing}`);
    return;
  }
  const target = await databases.ofSize(tables);
  const database = await openWithFreshStore(target);
  try {
    await makePgbenchTables(target.url);
    await auditAndStore(database, {
      config: { exposed_schemas: [...target.exposed] },
      trigger: "cron",
      source: "database",
      clock: () => new Date().toISOString(),
      newId: randomUUID,
    });
    const alone: number[] = [];
    const kinds = KINDS.map((kind) => ({
      ...kind,
      measured: { name: kind.name, beside: [], lost: [], audits: 0, waits: [] } as KindMeasured,
    }));
    for (let round = 0; round < ROUNDS; round += 1) {
      const quiet = await throughput(database, target.url, SECONDS);
      alone.push(quiet);
      for (const { measured, ...kind } of kinds) {
        const readWaits = await watchLocks(database);
        const { beside, audits } = await besideAudits(database, target, kind);
        measured.beside.push(beside);
        measured.lost.push(1 - beside / quiet);
        measured.audits += audits;
        measured.waits.push(await readWaits());
      }
    }
    printLoad(tables, { alone, kinds: kinds.map((kind) => kind.measured) });
  } finally {
    await dropPgbenchTables(database).catch(() => undefined);
    await database.close();
  }
}

async function besideAudits(
  database: Database,
  { url, exposed }: BenchDatabase,
  { mode, givesWay }: { readonly mode: "full" | "unchanged"; readonly givesWay: boolean },
): Promise<{ readonly beside: number; readonly audits: number }> {
  const loop = startLoop("audit_loop.ts", [mode, url, JSON.stringify(exposed)], { givesWay });
  try {
    // The first audit also loads the code, which is not to be counted.
    await loop.nextLine();
    const before = loop.lines();
    const beside = await throughput(database, url, SECONDS);
    return { beside, audits: loop.lines() - before };
  } finally {
    await loop.stop();
  }
}

function printLoad(
  tables: number,
  { alone, kinds }: { readonly alone: readonly number[]; readonly kinds: readonly KindMeasured[] },
): void {
  const percent = (part: number) => `${(part * 100).toFixed(1)} %`;
  const longest = ({ waits }: KindMeasured) => Math.max(0, ...waits.map((each) => each.longest ?? 0));
  const timeouts = ({ waits }: KindMeasured) => waits.reduce((sum, each) => sum + each.timeouts, 0);
  printTable(
    [`pgbench beside ${sizeText(tables)}`, "transactions/s", "fewer", "audits", "longest wait for a lock"],
    [
      ["alone", median(alone).toFixed(0)],
      ...kinds.map((kind) => [
        kind.name,
        median(kind.beside).toFixed(0),
        percent(median(kind.lost)),
        String(kind.audits),
        longest(kind) === 0 ? `none over ${LOGGED} ms` : `${longest(kind).toFixed(0)} ms`,
      ]),
    ],
  );
  const swing = spread(alone) / median(alone);
  console.log(`alone between ${Math.min(...alone).toFixed(0)} and ${Math.max(...alone).toFixed(0)}\n`);
  for (const kind of kinds) {
    if (swing > MOST_LOST && Math.abs(median(kind.lost)) < swing) {
      console.log(`${kind.name}: not judged, pgbench alone swings by ${percent(swing)} from round to round`);
      continue;
    }
    printBar({
      text: `${kind.name}: at most 3 % fewer transactions`,
      measured: median(kind.lost),
      most: MOST_LOST,
      show: percent,
    });
  }
  printBar({
    text: `no wait for a lock beyond ${LOCK_TIMEOUT} ms`,
    measured: Math.max(...kinds.map(longest)),
    most: LOCK_TIMEOUT,
    show: (value) => (value === 0 ? `none over ${LOGGED} ms` : `${value.toFixed(0)} ms`),
  });
  for (const kind of kinds.filter((each) => timeouts(each) > 0)) {
    console.log(`${kind.name}: ${timeouts(kind)} statements gave up waiting for a lock`);
  }
}

/** Half of the distance between the quarters: what a round differs from the median as often as not. */
function spread(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b);
  const at = (part: number) => sorted[Math.round((sorted.length - 1) * part)] ?? 0;
  return (at(0.75) - at(0.25)) / 2;
}
