import type { Verdict } from "../../findings/verdict.ts";
import type { Conflict } from "./conflict.ts";
import { groupEvidence, type MissingGroup, missingGroups, neededBy, trainText } from "./missing_groups.ts";
import { locationOf, placeEvidence, where } from "./places.ts";

/** Statements that need what an earlier one has dropped or renamed. */
export const referenceAfterDrop: Conflict = {
  id: "reference_after_drop",
  title: "Object is needed after it was dropped or renamed",
  summary:
    "A statement, or a body that runs when all files have run, needs an object under a name that an earlier statement took away.",
  severity: "error",
  category: "migration",
  rationale:
    "The statement fails in every new database. A function that still names a dropped table is made without complaint and fails when somebody calls it.",
  sources: [],
  *check({ timelines }) {
    for (const timeline of timelines) {
      const groups = missingGroups(
        timeline,
        ({ reason, extension }) => reason === "dropped" && extension === undefined,
      );
      for (const group of groups) yield* verdictOf(group);
    }
  },
};

function* verdictOf(group: MissingGroup): Generator<Verdict> {
  const { first, immediate } = group;
  if (first.by === undefined) return;
  const { event, statement } = first.by;
  const to = event.renamedTo === undefined ? undefined : event.renamedTo.identity;
  const gone = to === undefined ? "dropped" : `renamed to ${to}`;
  const when = immediate ? "" : " It fails when it runs.";
  yield {
    object: first.ref,
    severity: immediate ? "error" : "warn",
    message: `${first.ref.identity} was ${gone} in ${where(statement)}, but is needed by ${neededBy(first)}.${when}${trainText(group)}`,
    evidence: {
      ...groupEvidence(group),
      gone_at: placeEvidence(statement),
      ...(to === undefined ? {} : { renamed_to: to }),
    },
    remediation: {
      safety: "review",
      note: immediate
        ? "Take the statement out, or let it use what stands in the object's place."
        : "Write the routine anew in a new migration, or drop it too.",
    },
    location: locationOf(first.statement),
  };
}
