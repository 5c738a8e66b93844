import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printBar, sizeText, waivedBelow } from "./bars.ts";
import type { BenchDatabase, BenchDatabases } from "./databases.ts";
import { median, medians, megabytes, printTable, ratio, seconds } from "./measure.ts";
import { type PeerRun, pgDumpMissing, runAdvisors, runPgDump, runSplinter } from "./peers.ts";
import { measureProcess } from "./processes.ts";

const RUNS = 5;
/** From this size on the slowest peer runs once. */
const LARGE = 10_000;
/** A full audit may take this part of splinter's time. */
const MOST_OF_SPLINTER = 0.2;
/** Ten times the objects may take this many times as long. */
const MOST_GROWTH = 12;

interface AuditMeasured {
  readonly seconds: number;
  readonly read_seconds: number;
  readonly cpu_seconds: number;
  readonly peak_mb: number;
  readonly growth_mb: number;
  readonly findings: number;
  readonly bodies_read: number;
}

interface SizeMeasured {
  readonly tables: number;
  /** Nothing known of routine bodies. */
  readonly first: AuditMeasured;
  /** What the first has kept of them is known. */
  readonly later: AuditMeasured;
  readonly splinter?: number;
}

/** Section `audit`: a full audit with every rule beside the peers, at each size. */
export async function measureAudits(databases: BenchDatabases, sizes: readonly number[]): Promise<void> {
  const measured: SizeMeasured[] = [];
  for (const tables of sizes) measured.push(await measureSize(await databases.ofSize(tables)));
  for (const { tables, first, later, splinter } of measured) {
    if (splinter === undefined) continue;
    for (const [name, audit] of [
      ["first", first],
      ["later", later],
    ] as const) {
      printBar({
        text: `${name} audit of ${sizeText(tables)}: at most 0.20× of splinter`,
        measured: audit.seconds / splinter,
        most: MOST_OF_SPLINTER,
        show: (value) => `${value.toFixed(2)}×`,
        waived: waivedBelow(tables),
      });
    }
  }
  measured.slice(1).forEach((larger, place) => {
    const smaller = measured[place];
    if (smaller === undefined) return;
    const times = larger.tables / smaller.tables;
    for (const name of ["first", "later"] as const) {
      const most = (times * MOST_GROWTH) / 10;
      printBar({
        text: `${name} audit, ${smaller.tables} → ${sizeText(larger.tables)}: at most ${most.toFixed(1)}× the time`,
        measured: larger[name].seconds / smaller[name].seconds,
        most,
        show: (value) => `${value.toFixed(1)}×`,
      });
    }
  });
}

async function measureSize(database: BenchDatabase): Promise<SizeMeasured> {
  const { url, tables, exposed } = database;
  const splinterFile = process.env.SPLINTER_SQL;
  const noDump = await pgDumpMissing(url);
  const folder = await mkdtemp(join(tmpdir(), "supawarden-bench-"));
  const first: AuditMeasured[] = [];
  const later: AuditMeasured[] = [];
  const splinter: PeerRun[] = [];
  const advisors: PeerRun[] = [];
  const dumps: number[] = [];
  try {
    for (let round = 0; round < RUNS; round += 1) {
      const args = [url, JSON.stringify(exposed), join(folder, `facts-${round}.json`)];
      first.push(await measureProcess<AuditMeasured>("audit_once.ts", args));
      later.push(await measureProcess<AuditMeasured>("audit_once.ts", args));
      if (splinterFile !== undefined) splinter.push(await runSplinter(url, splinterFile, exposed));
      if (round === 0 || tables < LARGE) advisors.push(await runAdvisors(url));
      if (noDump === undefined) dumps.push(await runPgDump(url));
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const peers: Peers = {
    ...(splinter.length === 0 ? {} : { splinter: medians(splinter) }),
    advisors: medians(advisors),
    ...(dumps.length === 0 ? {} : { dump: median(dumps) }),
  };
  const result = { first: medians(first), later: medians(later) };
  printSize(tables, result, peers);
  if (splinterFile === undefined) console.log("splinter's query: not run, SPLINTER_SQL names no file");
  if (noDump !== undefined) console.log(`pg_dump --schema-only: not run, ${noDump}`);
  if (splinterFile === undefined || noDump !== undefined) console.log("");
  return {
    tables,
    ...result,
    ...(peers.splinter === undefined ? {} : { splinter: peers.splinter.seconds }),
  };
}

interface Peers {
  readonly splinter?: PeerRun;
  readonly advisors: PeerRun;
  readonly dump?: number;
}

function printSize(
  tables: number,
  { first, later }: { readonly first: AuditMeasured; readonly later: AuditMeasured },
  { splinter, advisors, dump }: Peers,
): void {
  const against = (whole: number | undefined) =>
    [first, later].map((audit) => (whole === undefined ? "" : ratio(audit.seconds, whole)));
  const audit = (name: string, measured: AuditMeasured) => [
    name,
    seconds(measured.seconds),
    seconds(measured.read_seconds),
    seconds(measured.cpu_seconds),
    megabytes(measured.peak_mb),
    megabytes(measured.growth_mb),
    String(measured.findings),
  ];
  const peer = (name: string, took: number, findings: string) => [
    name,
    seconds(took),
    "",
    "",
    "",
    "",
    findings,
    ...against(took),
  ];
  printTable(
    [
      sizeText(tables),
      "time",
      "of it reading",
      "CPU",
      "peak",
      "growth",
      "findings",
      "first audit is",
      "later audit is",
    ],
    [
      audit("first audit", first),
      audit("later audit, bodies known", later),
      ...(splinter === undefined
        ? []
        : [peer("splinter's query", splinter.seconds, String(splinter.findings))]),
      peer("supabase db advisors", advisors.seconds, String(advisors.findings)),
      ...(dump === undefined ? [] : [peer("pg_dump --schema-only", dump, "")]),
    ],
  );
}
