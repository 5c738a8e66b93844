import type { ObjectRef } from "../../catalog/identity.ts";
import type { Severity } from "../../findings/finding.ts";
import type { Verdict } from "../../findings/verdict.ts";
import { nodeList } from "../../sql/ast.ts";
import { fieldsOf, isNode } from "../../sql/walk.ts";
import { addedColumn, alterCommands } from "../alter_events.ts";
import {
  columnDifferences,
  type Difference,
  definitionDifferences,
  differencesText,
} from "../definition_differences.ts";
import type { ReadStatement } from "../reading.ts";
import { type ColumnShape, columnShape, shapeOfStatement } from "../table_shape.ts";
import type { TimelineEvent } from "../timeline.ts";
import type { Conflict } from "./conflict.ts";
import { fileDiscriminator, locationOf, placeEvidence, where } from "./places.ts";

/** Kinds that `if not exists` is the usual way to make, once a file: nothing is lost by it. */
const ASKED_FOR: ReadonlySet<string> = new Set(["extension", "schema", "role", "publication"]);

/** Objects that the chain makes a second time while they are there. */
export const objectCreatedTwice: Conflict = {
  id: "object_created_twice",
  title: "Object is created twice",
  summary:
    "An object that exists by then is created again. Says how the two definitions differ, which one wins, and whether `if not exists` hides it.",
  severity: "error",
  category: "migration",
  rationale:
    "Without `if not exists` the second creation fails and the chain stops there. With it nothing happens at all: the first definition stays, whatever the second says, and the code that was written for the second meets a table in an older shape.",
  sources: [],
  limits:
    "Of objects that a DO block makes the definitions are not compared. Each folder is judged alone: nothing says in which order folders run.",
  *check({ timelines }) {
    for (const { objects } of timelines) {
      for (const { events } of objects) for (const event of events) yield* verdictsOf(event);
    }
  },
};

function* verdictsOf(event: TimelineEvent): Generator<Verdict> {
  const { outcome, against, ref, statement } = event;
  if (event.event.event !== "create" || (outcome !== "hidden" && outcome !== "taken")) return;
  const hidden = outcome === "hidden";
  if (against === undefined || (hidden && ASKED_FOR.has(ref.kind))) return;
  const differences = differencesOf(event, against);
  const lost = hidden ? lostColumns(event, against) : [];
  yield {
    object: ref,
    severity: severityOf(ref, { hidden, differences }),
    message: messageOf(event, { against, differences, lost }),
    evidence: {
      first: placeEvidence(against.statement),
      second: placeEvidence(statement),
      wins: placeEvidence(against.statement),
      hidden_by_if_not_exists: hidden,
      definitions:
        differences === undefined ? "not compared" : differences.length === 0 ? "same" : "different",
      differences: (differences ?? []).map(({ part, first, second }) => ({ part, first, second })),
      ...(lost.length === 0
        ? {}
        : { fails_for_lack_of_a_column: lost.map(({ place, column }) => ({ ...place, column })) }),
    },
    remediation: { safety: "review", note: adviceOf({ hidden, differences }) },
    discriminator: fileDiscriminator(statement.file),
    location: locationOf(statement),
  };
}

function severityOf(
  ref: ObjectRef,
  {
    hidden,
    differences,
  }: { readonly hidden: boolean; readonly differences: readonly Difference[] | undefined },
): Severity {
  if (!hidden) return "error";
  if (differences === undefined || differences.length === 0) return "info";
  return ref.kind === "relation" || ref.kind === "column" ? "error" : "warn";
}

interface Told {
  readonly against: TimelineEvent;
  readonly differences: readonly Difference[] | undefined;
  readonly lost: readonly { readonly column: string }[];
}

function messageOf({ ref, statement, outcome }: TimelineEvent, { against, differences, lost }: Told): string {
  const first = where(against.statement);
  const second = where(statement);
  const begin =
    outcome === "hidden"
      ? `${ref.identity} was created in ${first}; \`if not exists\` hides that ${second} creates it again, and the first definition stays`
      : `${ref.identity} was created in ${first}; the creation in ${second} fails, since the name is taken`;
  const compared =
    differences === undefined
      ? ""
      : differences.length === 0
        ? ". Both definitions are the same"
        : `. They differ: ${differencesText(differences)}`;
  const columns = [...new Set(lost.map(({ column }) => column))].join(", ");
  const failing = lost.length === 0 ? "" : `. Statements after it fail for lack of column ${columns}`;
  return `${begin}${compared}${failing}.`;
}

function adviceOf({
  hidden,
  differences,
}: {
  readonly hidden: boolean;
  readonly differences: readonly Difference[] | undefined;
}): string {
  if (differences?.length === 0) return "Delete the second creation: it changes nothing.";
  return hidden
    ? "Decide which definition is meant. If the second is, replace its creation by ALTER statements that lead there from the first; if not, delete it."
    : "Delete the second creation, or put the ALTER or DROP in front of it that it needs.";
}

function differencesOf(event: TimelineEvent, against: TimelineEvent): readonly Difference[] | undefined {
  if (event.ref.kind !== "column") return definitionDifferences(against.statement, event.statement);
  const [first, second] = [against.statement, event.statement].map((statement) =>
    columnIn(statement, event.ref.name),
  );
  return first === undefined || second === undefined ? undefined : columnDifferences(first, second);
}

function columnIn({ statement }: ReadStatement, name: string): ColumnShape | undefined {
  const created = shapeOfStatement(statement.node)?.columns.find((column) => column.name === name);
  if (created !== undefined) return created;
  const alter =
    fieldsOf(isNode(statement.node, "AlterTableStmt") ? statement.node : {}, "AlterTableStmt") ?? {};
  const added = alterCommands(alter).flatMap((command) => {
    const definition = addedColumn(command);
    return definition === undefined ? [] : [columnShape(definition)];
  });
  return added.find((column) => column.name === name);
}

/** Indexes of the same file on columns that only the definition has that does not count. */
function lostColumns(
  event: TimelineEvent,
  against: TimelineEvent,
): readonly { readonly place: { readonly file: string; readonly line: number }; readonly column: string }[] {
  const winner = shapeOfStatement(against.statement.statement.node);
  const loser = shapeOfStatement(event.statement.statement.node);
  if (winner === undefined || loser === undefined) return [];
  const there = new Set(winner.columns.map(({ name }) => name));
  const missing = new Set(loser.columns.flatMap(({ name }) => (there.has(name) ? [] : [name])));
  const { file } = event.statement;
  const after = file.statements.slice(file.statements.indexOf(event.statement) + 1);
  return after.flatMap(({ statement, events }) => {
    if (!events.some(({ ref }) => ref.kind === "index" && ref.table === event.ref.name)) return [];
    const index = isNode(statement.node, "IndexStmt") ? statement.node.IndexStmt : {};
    return nodeList(index.indexParams).flatMap((item) => {
      const column = isNode(item, "IndexElem") ? String(item.IndexElem.name) : "";
      return missing.has(column) ? [{ place: { file: file.file, line: statement.line }, column }] : [];
    });
  });
}
