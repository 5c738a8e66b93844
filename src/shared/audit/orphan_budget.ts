import type { Config } from "../config.ts";

/** The time a reading may take to count orphaned rows, in milliseconds; `undefined` for the default. */
export function orphanBudget(config: Config): number | undefined {
  const settings = config.rules?.orphaned_rows;
  return settings?.enabled === false ? 0 : settings?.budget_ms;
}
