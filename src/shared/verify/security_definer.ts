import { judgeByRules } from "./rule_findings.ts";
import type { CheckInput, CheckResult } from "./verdict.ts";

/** Rules that the check rests on. */
export const NEEDED = [
  "security_definer_function",
  "anon_security_definer_function_executable",
  "authenticated_security_definer_function_executable",
] as const;
export const ALSO = ["security_definer_dynamic_sql", "security_definer_view"] as const;

/** Whether anything that runs with its owner's rights is open to others. */
export function securityDefiner(input: CheckInput): CheckResult {
  return judgeByRules(input, {
    needed: NEEDED,
    also: ALSO,
    clean: "No routine or view that runs with its owner's rights calls for attention.",
    found: "Run with their owner's rights and call for attention",
  });
}
