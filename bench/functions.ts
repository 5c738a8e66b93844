import { existsSync } from "node:fs";
import { printBar, sizeText } from "./bars.ts";
import type { BenchDatabase, BenchDatabases } from "./databases.ts";
import { type FunctionNight, NIGHTS, type NightName, runNights } from "./function_nights.ts";
import { DENO, type InvocationUse } from "./isolate.ts";
import { median, medians, megabytes, printTable, seconds } from "./measure.ts";

const RUNS = 5;

/** What one invocation may use, by the tables of the database; a smaller one has the bar of the next larger. */
const BARS = [
  { tables: 1_000, cpu: 0.3, growth: 60 },
  { tables: 10_000, cpu: 1.5, growth: 150 },
] as const;

/** Section `function`: nights in the function, under the edge runtime's Deno, an invocation a process. */
export async function measureFunctions(databases: BenchDatabases, sizes: readonly number[]): Promise<void> {
  if (!existsSync(DENO) || !existsSync("/proc/self/clear_refs")) {
    console.log(`not run: it takes Linux and the optional package edge-deno (${DENO})`);
    return;
  }
  const measured: SizeMeasured[] = [];
  for (const tables of sizes) measured.push(await measureSize(await databases.ofSize(tables)));
  for (const { tables, nights } of measured) {
    const bar = BARS.find((each) => tables <= each.tables);
    if (bar === undefined) continue;
    for (const { name, heaviest } of nights) {
      const of = `${name} of ${sizeText(tables)}, an invocation`;
      printBar({
        text: `${of}: at most ${seconds(bar.cpu)} of CPU`,
        measured: heaviest.thread_cpu,
        most: bar.cpu,
        show: seconds,
      });
      printBar({
        text: `${of}: at most ${megabytes(bar.growth)} of growth`,
        measured: heaviest.growth_mb,
        most: bar.growth,
        show: megabytes,
      });
    }
  }
}

interface SizeMeasured {
  readonly tables: number;
  readonly nights: readonly { readonly name: NightName; readonly heaviest: InvocationUse }[];
}

async function measureSize(target: BenchDatabase): Promise<SizeMeasured> {
  const rounds: Readonly<Record<NightName, FunctionNight>>[] = [];
  for (let round = 0; round < RUNS; round += 1) rounds.push(await runNights(target));
  const ofNight = (name: NightName) => rounds.map((round) => round[name]);
  const summaries = NIGHTS.map((name) => ({ name, ...summarise(ofNight(name)) }));
  printTable(
    [
      sizeText(target.tables),
      "time",
      "invocations",
      "their CPU",
      "heaviest: CPU of its thread",
      "of its process",
      "growth",
    ],
    summaries.map((night) => [
      night.name,
      seconds(night.seconds),
      String(night.invocations),
      seconds(night.all_cpu),
      seconds(night.heaviest.thread_cpu),
      seconds(night.heaviest.process_cpu),
      megabytes(night.heaviest.growth_mb),
    ]),
  );
  if (summaries.some((night) => night.invocations > 1)) {
    printTable(
      ["invocation", "CPU of its thread", "of its process", "growth"],
      NIGHTS.flatMap((name) => invocationRows(name, middle(ofNight(name)))),
    );
  }
  return { tables: target.tables, nights: summaries };
}

/** The most of each figure, which may be of different invocations. */
function heaviest({ invocations }: FunctionNight): InvocationUse {
  const most = (name: keyof InvocationUse) => Math.max(...invocations.map((each) => each[name]));
  return { thread_cpu: most("thread_cpu"), process_cpu: most("process_cpu"), growth_mb: most("growth_mb") };
}

function summarise(nights: readonly FunctionNight[]) {
  return {
    seconds: median(nights.map((night) => night.seconds)),
    invocations: median(nights.map((night) => night.invocations.length)),
    /** Of the thread, over all invocations. */
    all_cpu: median(nights.map((night) => night.invocations.reduce((sum, each) => sum + each.thread_cpu, 0))),
    heaviest: medians(nights.map(heaviest)),
  };
}

/** The night in the middle by its heaviest invocation. */
function middle(nights: readonly FunctionNight[]): FunctionNight | undefined {
  const sorted = nights.toSorted((left, right) => heaviest(left).thread_cpu - heaviest(right).thread_cpu);
  return sorted[Math.floor(sorted.length / 2)];
}

function invocationRows(name: NightName, night: FunctionNight | undefined): string[][] {
  return (night?.invocations ?? []).map((each, place) => [
    `${name} ${place + 1}`,
    seconds(each.thread_cpu),
    seconds(each.process_cpu),
    megabytes(each.growth_mb),
  ]);
}
