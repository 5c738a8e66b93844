import type { Verdict } from "../verify/verdict.ts";
import { type JunitCase, junitXml } from "./junit.ts";

/** The verdict as JUnit XML, one case a check; a check that was not evaluated is skipped. */
export function renderVerdictJunit(verdict: Verdict, options: { readonly warnFails?: boolean } = {}): string {
  const cases = verdict.checks.map((check): JunitCase => {
    const failed = check.status === "fail" || (check.status === "warn" && options.warnFails === true);
    return {
      suite: "verify",
      name: check.name,
      outcome: check.status === "not_evaluated" ? "skipped" : failed ? "failed" : "passed",
      type: check.status,
      message: check.message,
      text: check.message,
    };
  });
  return junitXml(cases, {
    seconds: verdict.run.duration_ms / 1000,
    timestamp: verdict.run.started_at,
  });
}
