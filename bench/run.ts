import { execFile } from "node:child_process";
import { join } from "node:path";
import { promisify } from "node:util";
import { openServer } from "../src/shared/database/server.ts";
import { databaseUrl, startCluster } from "../test/support/test_cluster.ts";
import { generate } from "./generate.ts";

// `npm run bench [-- SIZE…]`: time, CPU and memory of an audit, medians of five, each in a process of its own.
const RUNS = 5;

interface Measured {
  readonly seconds: number;
  readonly read_seconds: number;
  readonly cpu_seconds: number;
  readonly peak_mb: number;
  readonly growth_mb: number;
  readonly findings: number;
  readonly not_evaluated: number;
}

const run = promisify(execFile);
const sizes = process.argv.slice(2).map(Number);
const cluster = await startCluster("npm");
if (!cluster.state.available) {
  console.error(`bench: ${cluster.state.reason}`);
  process.exit(1);
}
const { url } = cluster.state;
try {
  console.log("tables   generate  audit    of it read  CPU     peak     growth   findings  not evaluated");
  for (const tables of sizes.length === 0 ? [100, 1_000, 10_000] : sizes) await measure(tables);
} finally {
  await cluster.server?.stop();
}

async function measure(tables: number): Promise<void> {
  const name = `bench_${tables}`;
  const admin = openServer({ url });
  await admin.execute(`create database ${name} template template_supawarden`);
  await admin.close();
  const target = databaseUrl(url, name);
  const database = openServer({ url: target });
  const start = performance.now();
  await generate(database, { tables, perSchema: 125 });
  await database.close();
  const generated = (performance.now() - start) / 1000;
  const results: Measured[] = [];
  for (let round = 0; round < RUNS; round += 1) {
    const { stdout, stderr } = await run(process.execPath, [
      join(import.meta.dirname, "..", "..", "..", "scripts", "run-ts.mjs"),
      join(import.meta.dirname, "..", "..", "..", "bench", "audit_once.ts"),
      target,
      String(Math.ceil(tables / 125)),
    ]);
    if (round === 0 && stderr !== "") console.error(stderr.trimEnd());
    results.push(JSON.parse(stdout) as Measured);
  }
  const median = (pick: (measured: Measured) => number) =>
    results.map(pick).sort((left, right) => left - right)[Math.floor(RUNS / 2)] ?? 0;
  const cells = [
    String(tables).padEnd(8),
    `${generated.toFixed(1)} s`.padEnd(9),
    `${median((result) => result.seconds).toFixed(2)} s`.padEnd(8),
    `${median((result) => result.read_seconds).toFixed(2)} s`.padEnd(11),
    `${median((result) => result.cpu_seconds).toFixed(2)} s`.padEnd(7),
    `${median((result) => result.peak_mb).toFixed(0)} MB`.padEnd(8),
    `${median((result) => result.growth_mb).toFixed(0)} MB`.padEnd(8),
    String(median((result) => result.findings)).padEnd(9),
    String(median((result) => result.not_evaluated)),
  ];
  console.log(cells.join(" "));
}
