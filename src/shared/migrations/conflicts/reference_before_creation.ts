import type { Verdict } from "../../findings/verdict.ts";
import type { Conflict } from "./conflict.ts";
import { groupEvidence, type MissingGroup, missingGroups, neededBy, trainText } from "./missing_groups.ts";
import { locationOf, placeEvidence, where } from "./places.ts";

/** Statements that come before the object they need. */
export const referenceBeforeCreation: Conflict = {
  id: "reference_before_creation",
  title: "Object is needed before it is created",
  summary:
    "A statement needs a table, view, column, type, function, schema or policy that only a later statement of the folder creates; of a function the overload that takes the number of arguments. One finding an object; statements that fail in its train are counted with it.",
  severity: "error",
  category: "migration",
  rationale:
    "The chain stops at this statement in every new database: a preview branch, a test, a disaster recovery. Where it once worked, files ran in another order or the object was made by hand.",
  sources: [],
  limits:
    "Columns are judged in policies, indexes, views, constraints, foreign keys, triggers, queries, statements on rows and commands that change them, where all columns of the table stand in its creation and in later commands. Types of arguments are not compared. A reference in a PL/pgSQL body is looked up when the body runs, so that it may come first. What a DO block does behind a condition or an exception handler is not judged.",
  *check({ timelines }) {
    for (const timeline of timelines) {
      const groups = missingGroups(
        timeline,
        ({ reason, extension }) => reason === "later" && extension === undefined,
      );
      for (const group of groups) yield* verdictOf(group);
    }
  },
};

function* verdictOf(group: MissingGroup): Generator<Verdict> {
  const { first } = group;
  if (first.by === undefined) return;
  const created = first.by.statement;
  yield {
    object: first.ref,
    message: `${first.ref.identity} is needed by ${neededBy(first)}, but created only in ${where(created)}.${trainText(group)}`,
    evidence: { ...groupEvidence(group), created_at: placeEvidence(created) },
    remediation: {
      safety: "review",
      note:
        created.file === first.statement.file
          ? `Move the creation (line ${created.statement.line}) in front of this statement.`
          : `Let the creation run first: move it from ${created.file.path} in front of this statement, or this statement to a file after ${created.file.path}. Where the chain has run already, record a new version by \`supabase migration repair\` instead of running it again.`,
    },
    location: locationOf(first.statement),
  };
}
