import { groupBy } from "../../catalog/lookup.ts";
import type { Verdict } from "../../findings/verdict.ts";
import { qualify } from "../../sql/ident.ts";
import type { ObjectTimeline, TimelineEvent } from "../timeline.ts";
import type { Conflict } from "./conflict.ts";
import { locationOf, placeEvidence, where } from "./places.ts";

/** Functions that a later file writes with other arguments, so that both remain. */
export const functionRedefinedWithOtherSignature: Conflict = {
  id: "function_redefined_with_other_signature",
  title: "Function is written again with other arguments",
  summary:
    "A later file creates a function or procedure of the same name with other argument types, and the earlier one is never dropped.",
  severity: "warn",
  category: "migration",
  rationale:
    "`create or replace` replaces a function of the same argument types only. The old one stays beside the new, with its old body and its old rights; calls that fit both fail as ambiguous, and calls through the Data API may reach the old one.",
  sources: [],
  limits: "Overloads that one file makes together are taken as meant.",
  *check({ timelines }) {
    for (const { objects } of timelines) {
      const alive = objects.filter(({ ref, alive: isAlive }) => isAlive && ref.kind === "routine");
      const byName = groupBy(alive, ({ ref }) => qualify(ref.schema ?? "", ref.name));
      for (const overloads of byName.values()) yield* verdictsOf(overloads);
    }
  },
};

interface Overload {
  readonly object: ObjectTimeline;
  readonly made: TimelineEvent;
}

function* verdictsOf(overloads: readonly ObjectTimeline[]): Generator<Verdict> {
  const [first, ...later] = overloads.flatMap((object): Overload[] => {
    const made = object.events.find(({ event, outcome }) => outcome === "done" && MAKING.has(event.event));
    return made === undefined ? [] : [{ object, made }];
  });
  if (first === undefined) return;
  for (const { object, made } of later) {
    if (made.statement.file === first.made.statement.file) continue;
    const name = qualify(object.ref.schema ?? "", object.ref.name);
    yield {
      object: { kind: "routine", schema: object.ref.schema ?? "", name: object.ref.name, identity: name },
      message: `${where(made.statement)} creates ${object.ref.identity}; ${first.object.ref.identity} of ${where(first.made.statement)} has other arguments, is not replaced, and no file drops it.`,
      evidence: {
        left_behind: first.object.ref.identity,
        new: object.ref.identity,
        first: placeEvidence(first.made.statement),
        second: placeEvidence(made.statement),
      },
      remediation: {
        sql: `drop ${keyword(first.made)} ${first.object.ref.identity};`,
        safety: "review",
        note: "Drop the old one in a new migration once nothing calls it any more.",
      },
      discriminator: object.ref.identity,
      location: locationOf(made.statement),
    };
  }
}

const MAKING: ReadonlySet<string> = new Set(["create", "replace"]);

function keyword({ statement }: TimelineEvent): string {
  const fields = statement.statement.node.CreateFunctionStmt;
  const isProcedure = typeof fields === "object" && fields !== null && "is_procedure" in fields;
  if (isProcedure) return "procedure";
  return statement.statement.kind === "DefineStmt" ? "aggregate" : "function";
}
