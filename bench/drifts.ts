import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openServer } from "../src/shared/database/server.ts";
import type { Report } from "../src/shared/findings/report.ts";
import { DEFAULT_MANIFEST_NAME, storeManifest } from "../src/shared/store/manifests.ts";
import { startCluster } from "../test/support/test_cluster.ts";
import { printBar, sizeText, waivedBelow } from "./bars.ts";
import { benchManifest } from "./bench_manifest.ts";
import { type BenchDatabase, type BenchDatabases, benchDatabases, openWithFreshStore } from "./databases.ts";
import { startGateway } from "./gateway.ts";
import { DENO, type InvocationUse } from "./isolate.ts";
import { median, medians, megabytes, printTable, ratio, seconds } from "./measure.ts";
import { pgDumpMissing, runPgDump } from "./peers.ts";
import { measureProcess } from "./processes.ts";

const RUNS = 3;
/** At most so many times what `pg_dump --schema-only` and the extraction of pg-delta take. */
const MOST_OF_DUMP = 0.3;
const MOST_OF_EXTRACTION = 0.1;
/** In the function: seconds of CPU, megabytes. */
const MOST_CPU = 1;
const MOST_GROWTH = 100;

/** A comparison with the manifest, on the command line. */
interface Drift {
  readonly seconds: number;
  readonly cpu: number;
  readonly growth_mb: number;
  readonly drifts: number;
}

/** A reading by pg-delta. */
interface Extraction {
  readonly seconds: number;
  readonly growth_mb: number;
}

/**
 * Section `drift`: comparisons that find nothing, beside pg_dump and pg-delta on the same server, which is Debian's where
 * pg_dump is too old for ours.
 */
export async function measureDrifts(databases: BenchDatabases, sizes: readonly number[]): Promise<void> {
  const { url } = await databases.ofShape("bench_empty", { tables: 0, perSchema: 1 });
  const missing = await pgDumpMissing(url);
  if (missing === undefined) return measureOn(databases, sizes);
  // pg_dump locks every table at once.
  const debian = await startCluster("debian", { fsync: "on", max_locks_per_transaction: "2048" });
  try {
    if (!debian.state.available) {
      console.log(`without pg_dump: ${missing}; ${debian.state.reason}`);
      return await measureOn(databases, sizes, { noDump: missing });
    }
    return await measureOn(benchDatabases(debian.state.url), sizes);
  } finally {
    await debian.server?.stop();
  }
}

async function measureOn(
  databases: BenchDatabases,
  sizes: readonly number[],
  options: { readonly noDump?: string } = {},
): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), "supawarden-bench-"));
  try {
    for (const tables of sizes) {
      const target = await databases.ofSize(tables);
      const file = join(folder, `${tables}.json`);
      const database = openServer({ url: target.url });
      try {
        await writeFile(file, await benchManifest(database, tables));
      } finally {
        await database.close();
      }
      await measureBeside(target, { file, ...options });
      await measureFunction(target, file);
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function measureBeside(
  { url, tables }: BenchDatabase,
  { file, noDump }: { readonly file: string; readonly noDump?: string },
): Promise<void> {
  const ours: Drift[] = [];
  const alone: Drift[] = [];
  const dumps: number[] = [];
  const extractions: Extraction[] = [];
  for (let round = 0; round < RUNS; round += 1) {
    ours.push(await measureProcess<Drift>("drift_once.ts", [url, file]));
    alone.push(await measureProcess<Drift>("drift_once.ts", [url, file, "one"]));
    if (noDump === undefined) dumps.push(await runPgDump(url));
    // The slowest by far, and only a peer.
    if (round === 0) extractions.push(await measureProcess<Extraction>("extract_once.ts", [url]));
  }
  const drift = medians(ours);
  if (drift.drifts > 0) throw new Error(`a clean comparison found ${drift.drifts} differences`);
  const extraction = medians(extractions);
  const row = (name: string, each: Drift) => [
    name,
    seconds(each.seconds),
    seconds(each.cpu),
    megabytes(each.growth_mb),
  ];
  printTable(
    [sizeText(tables), "time", "CPU", "growth"],
    [
      row("drift", drift),
      row("drift, where one connection is allowed", medians(alone)),
      ...(noDump === undefined ? [["pg_dump --schema-only", seconds(median(dumps)), "", ""]] : []),
      ["pg-delta, extraction", seconds(extraction.seconds), "", megabytes(extraction.growth_mb)],
    ],
  );
  const waived = waivedBelow(tables);
  const bar = (peer: string, took: number, most: number) =>
    printBar({
      text: `clean drift check of ${sizeText(tables)}: at most ${most}× of ${peer} (${seconds(took)})`,
      measured: drift.seconds,
      most: most * took,
      show: (value) => `${seconds(value)}, ${ratio(value, took)}`,
      waived,
    });
  if (noDump === undefined) bar("pg_dump --schema-only", median(dumps), MOST_OF_DUMP);
  bar("pg-delta's extraction", extraction.seconds, MOST_OF_EXTRACTION);
}

/** The drift rules alone, in the function, against the manifest in the store. */
async function measureFunction(target: BenchDatabase, file: string): Promise<void> {
  if (!existsSync(DENO) || !existsSync("/proc/self/clear_refs")) {
    console.log(`not run in the function: it takes Linux and the optional package edge-deno (${DENO})`);
    return;
  }
  const database = await openWithFreshStore(target);
  const uses: InvocationUse[] = [];
  try {
    await storeManifest(database, {
      name: DEFAULT_MANIFEST_NAME,
      manifest: JSON.parse(await readFile(file, "utf8")),
    });
    const gateway = await startGateway({
      SUPABASE_DB_URL: target.url,
      SUPABASE_SECRET_KEYS: JSON.stringify({ default: "sb_secret_bench" }),
    });
    try {
      for (let round = 0; round < RUNS; round += 1) {
        await requestDrift(gateway.url);
        uses.push(...(await gateway.finish()));
      }
    } finally {
      await gateway.close();
    }
  } finally {
    await database.close();
  }
  const used = medians(uses);
  const of = `clean drift check of ${sizeText(target.tables)} in the function`;
  printBar({
    text: `${of}: at most ${seconds(MOST_CPU)} of CPU`,
    measured: used.thread_cpu,
    most: MOST_CPU,
    show: seconds,
  });
  printBar({
    text: `${of}: at most ${megabytes(MOST_GROWTH)} of growth`,
    measured: used.growth_mb,
    most: MOST_GROWTH,
    show: megabytes,
  });
}

async function requestDrift(url: string): Promise<void> {
  const answer = await fetch(`${url}/functions/v1/audit`, {
    method: "POST",
    headers: { apikey: "sb_secret_bench", "content-type": "application/json" },
    body: JSON.stringify({ dry_run: true, categories: ["drift"] }),
  });
  const text = await answer.text();
  if (answer.status !== 200) throw new Error(`the function answered ${answer.status}: ${text}`);
  const { findings } = JSON.parse(text) as Report;
  if (findings.length > 0) throw new Error(`a clean comparison found ${findings.length} differences`);
}
