import { judgeByRules } from "./rule_findings.ts";
import type { CheckInput, CheckResult } from "./verdict.ts";

/** Rules that the check rests on. */
export const NEEDED = ["migration_version_duplicate"] as const;

/** Whether each version of the ledger stands for one migration. */
export function duplicateMigrations(input: CheckInput): CheckResult {
  const count = input.snapshot.ledger.length;
  return judgeByRules(input, {
    needed: NEEDED,
    clean: `${count} ${count === 1 ? "migration is" : "migrations are"} recorded, each version once.`,
    found: "Versions that are not one migration each",
  });
}
