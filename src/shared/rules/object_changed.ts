import { NOT_COMPARED } from "../drift/not_compared.ts";
import { DRIFT_LIMITS, DRIFT_REQUIRES, driftGap, driftVerdicts } from "./drift_verdict.ts";
import type { NotEvaluated, Rule, RuleInput, Verdict } from "./rule.ts";

/** Objects that are not as the migrations make them. */
export const objectChanged: Rule = {
  id: "object_changed",
  title: "Object differs from the migrations",
  summary: "An object of the database has other attributes than the migrations give it.",
  severity: "error",
  category: "drift",
  rationale:
    "A definition that was changed by hand works here and nowhere else, and the next migration of the object overwrites it or fails on it. Attributes are compared one by one, so that a policy that was opened, a function that became SECURITY DEFINER or a grant that was added shows for what it is.",
  sources: ["https://supabase.com/docs/guides/deployment/database-migrations"],
  requires: DRIFT_REQUIRES,
  limits: `Texts that Postgres deparses are compared by their meaning, as far as the grammar tells. ${DRIFT_LIMITS}`,
  check: findChanged,
};

function* findChanged(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  yield* driftVerdicts(input, {
    change: "changed",
    describe: ({ attributes }, name) => {
      const words = attributes.map((attribute) => attribute.name.replaceAll("_", " "));
      return {
        message: `${name[0]?.toUpperCase()}${name.slice(1)} differs from what the migrations make of it: ${words.join(", ")}.`,
        // A comment changes nothing of what the database does.
        ...(attributes.every((attribute) => attribute.name.endsWith("comment"))
          ? { severity: "info" as const }
          : {}),
        note: "`supawarden drift --fix` prints the SQL that brings it back. Where the change is meant, write the migration that makes it.",
      };
    },
  });
  if (driftGap(input) === undefined)
    yield { not_evaluated: `not compared: ${NOT_COMPARED.join("; ")}`, about: [] };
}
