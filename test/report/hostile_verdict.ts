import type { Verdict } from "../../src/shared/verify/verdict.ts";
import { HOSTILE, report } from "./hostile_report.ts";

/** A verdict with a check of every status, whose texts try to break out of every format. */
export const hostileVerdict: Verdict = {
  version: 1,
  verdict: "fail",
  checks: [
    { name: "schema_version", status: "pass", message: "as expected", findings: [] },
    {
      name: "required_tables",
      status: "fail",
      message: `missing: ${HOSTILE}`,
      expected: [HOSTILE],
      actual: HOSTILE,
      findings: ["a".repeat(64)],
    },
    { name: "table_structure", status: "warn", message: HOSTILE, findings: [] },
    { name: "vector_dimensions", status: "not_evaluated", message: HOSTILE, findings: [] },
  ],
  run: report([]).run,
};
