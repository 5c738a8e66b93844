import { DRIFT_LIMITS, DRIFT_REQUIRES, driftVerdicts } from "./drift_verdict.ts";
import type { NotEvaluated, Rule, RuleInput, Verdict } from "./rule.ts";

/** Objects of the database that no migration makes. */
export const objectUnexpected: Rule = {
  id: "object_unexpected",
  title: "Object that no migration makes",
  summary: "An object of the database is not made by the migrations.",
  severity: "warn",
  category: "drift",
  rationale:
    "What was made by hand, in the dashboard or by a script is in no review and in no other environment: a preview branch, a restore or the next project lacks it. A table made this way often lacks row level security; a policy or a grant made this way can open what the migrations close.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  requires: DRIFT_REQUIRES,
  limits: `What belongs to an unexpected object is not reported beside it. What statements that failed in the replay would have made counts as unexpected, and the report says that there were some. ${DRIFT_LIMITS}`,
  check: findUnexpected,
};

function* findUnexpected(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  yield* driftVerdicts(input, {
    change: "unexpected",
    describe: (_difference, name) => ({
      message: `${name[0]?.toUpperCase()}${name.slice(1)} is in the database, and no migration makes it.`,
      note: "Write the migration that makes it (`supabase db diff`), or drop it: `supawarden drift --fix` prints the SQL, which may lose data.",
    }),
  });
  const faults = input.manifest?.faults ?? [];
  const [first] = faults;
  if (first === undefined) return;
  yield {
    not_evaluated: `${faults.length === 1 ? "a statement" : `${faults.length} statements`} of the migrations failed in the replay, the first at ${first.file}:${first.line}: what they make is not known`,
    about: [],
  };
}
