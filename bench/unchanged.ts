import { randomUUID } from "node:crypto";
import { auditAndStore } from "../src/shared/audit/recorded_audit.ts";
import { printBar, sizeText, waivedBelow } from "./bars.ts";
import { type BenchDatabases, openWithFreshStore } from "./databases.ts";
import { medians, printTable, ratio, seconds } from "./measure.ts";
import { measureProcess } from "./processes.ts";

const RUNS = 5;
/** The decision may take this part of a full audit's time. */
const MOST = 0.1;

interface NightMeasured {
  readonly decision_seconds: number;
  readonly decision_cpu: number;
  readonly night_seconds: number;
  readonly night_cpu: number;
  readonly full_seconds: number;
  readonly full_cpu: number;
}

/** Section `unchanged`: the decision that nothing has changed, and the night that takes it, beside a full audit. */
export async function measureUnchanged(databases: BenchDatabases, sizes: readonly number[]): Promise<void> {
  const measured: { readonly tables: number; readonly night: NightMeasured }[] = [];
  for (const tables of sizes) {
    const target = await databases.ofSize(tables);
    const database = await openWithFreshStore(target);
    try {
      await auditAndStore(database, {
        config: { exposed_schemas: [...target.exposed] },
        trigger: "cron",
        source: "database",
        clock: () => new Date().toISOString(),
        newId: randomUUID,
      });
    } finally {
      await database.close();
    }
    const nights: NightMeasured[] = [];
    for (let round = 0; round < RUNS; round += 1) {
      nights.push(
        await measureProcess<NightMeasured>("night_once.ts", [target.url, JSON.stringify(target.exposed)]),
      );
    }
    measured.push({ tables, night: medians(nights) });
  }
  printTable(
    ["nothing changed", "decision", "CPU", "of a full audit", "whole night", "CPU", "full audit", "CPU"],
    measured.map(({ tables, night }) => [
      sizeText(tables),
      seconds(night.decision_seconds),
      seconds(night.decision_cpu),
      ratio(night.decision_seconds, night.full_seconds),
      seconds(night.night_seconds),
      seconds(night.night_cpu),
      seconds(night.full_seconds),
      seconds(night.full_cpu),
    ]),
  );
  for (const { tables, night } of measured) {
    printBar({
      text: `decision on ${sizeText(tables)}: at most 0.10× of a full audit`,
      measured: night.decision_seconds / night.full_seconds,
      most: MOST,
      show: (value) => `${value.toFixed(2)}×`,
      waived: waivedBelow(tables),
    });
  }
}
