import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { printBar, sizeText } from "./bars.ts";
import type { BenchDatabases } from "./databases.ts";
import { medians, megabytes, printTable, seconds } from "./measure.ts";
import { measureProcess } from "./processes.ts";

const RUNS = 5;
const SCHEMAS = 50;
/** Two databases of as many objects are equally quick when they differ by no more than the machine's own swings. */
const MOST = 1.2;

/** Section `shape`: schemas of the same shape and names, one a tenant, beside one schema with as many tables. */
export async function measureShapes(databases: BenchDatabases, tables: number): Promise<void> {
  const perSchema = Math.max(1, Math.trunc(tables / SCHEMAS));
  const many = await databases.ofShape(`bench_many_${tables}`, { tables, perSchema, alike: true });
  const one = await databases.ofShape(`bench_one_${tables}`, { tables, perSchema: tables });
  const folder = await mkdtemp(join(tmpdir(), "supawarden-bench-"));
  const measured = { many: [] as ShapeMeasured[], one: [] as ShapeMeasured[] };
  try {
    for (let round = 0; round < RUNS; round += 1) {
      for (const [name, database] of [
        ["many", many],
        ["one", one],
      ] as const) {
        const facts = join(folder, `${name}-${round}.json`);
        const args = [database.url, JSON.stringify(database.exposed), facts];
        measured[name].push(await measureProcess<ShapeMeasured>("audit_once.ts", args));
      }
    }
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const [manyMedians, oneMedians] = [medians(measured.many), medians(measured.one)];
  const row = (name: string, each: ShapeMeasured) => [
    name,
    seconds(each.seconds),
    seconds(each.read_seconds),
    seconds(each.cpu_seconds),
    megabytes(each.growth_mb),
    String(each.findings),
  ];
  printTable(
    [`${sizeText(tables)}, first audit`, "time", "of it reading", "CPU", "growth", "findings"],
    [
      row(`${Math.ceil(tables / perSchema)} schemas of one shape, ${perSchema} tables each`, manyMedians),
      row("one schema", oneMedians),
    ],
  );
  printBar({
    text: `many schemas as quickly as one (at most ${MOST}×)`,
    measured: manyMedians.seconds / oneMedians.seconds,
    most: MOST,
    show: (value) => `${value.toFixed(2)}×`,
  });
}

interface ShapeMeasured {
  readonly seconds: number;
  readonly read_seconds: number;
  readonly cpu_seconds: number;
  readonly growth_mb: number;
  readonly findings: number;
}
