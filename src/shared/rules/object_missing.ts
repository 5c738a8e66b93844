import { DRIFT_LIMITS, DRIFT_REQUIRES, driftVerdicts } from "./drift_verdict.ts";
import type { Rule } from "./rule.ts";

/** Objects that the migrations make and the database lacks. */
export const objectMissing: Rule = {
  id: "object_missing",
  title: "Object of the migrations is missing",
  summary: "An object that the migrations make is not in the database.",
  severity: "error",
  category: "drift",
  rationale:
    "What was dropped by hand is missed by the next query, by the next migration that alters it, or, if it was a policy, an index or a trigger, by nobody until the damage shows. A migration that is recorded and did not run leaves the same trace.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  requires: DRIFT_REQUIRES,
  limits: `What belongs to a missing object is not reported beside it. ${DRIFT_LIMITS}`,
  check: (input) =>
    driftVerdicts(input, {
      change: "missing",
      describe: (_difference, name) => ({
        message: `The migrations make ${name}, which is not in the database.`,
        note: "`supawarden drift --fix` prints the SQL that makes it. Where it was dropped on purpose, write the migration that drops it.",
      }),
    }),
};
