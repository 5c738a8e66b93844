import { judgeByRules } from "./rule_findings.ts";
import type { CheckInput, CheckResult } from "./verdict.ts";

/** Rules that the check rests on. */
export const NEEDED = ["rls_disabled_in_public", "policy_exists_rls_disabled"] as const;

/** Whether every table that the API can reach has row level security. */
export function rlsEnabled(input: CheckInput): CheckResult {
  return judgeByRules(input, {
    needed: NEEDED,
    clean: `Row level security is enabled on every table that the API serves (schemas ${input.report.run.exposed_schemas.join(", ")}).`,
    found: "Row level security is off on",
  });
}
