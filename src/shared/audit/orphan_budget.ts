import type { Config } from "../config.ts";
import { orphanedRows } from "../rules/orphaned_rows.ts";

/**
 * The time a reading may take to count orphaned rows, in milliseconds: none where the rule is left out.
 * @param rules ids of the rules that are run; every rule where it is left out.
 */
export function orphanBudget(config: Config, rules?: readonly string[]): number | undefined {
  const settings = config.rules?.orphaned_rows;
  const isWanted = settings?.enabled !== false && (rules === undefined || rules.includes(orphanedRows.id));
  return isWanted ? settings?.budget_ms : 0;
}
