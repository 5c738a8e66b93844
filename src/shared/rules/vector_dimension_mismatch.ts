import { routineRef } from "../catalog/identity.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { EvidenceValue } from "../findings/finding.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { columnSize, type VectorColumn } from "../vector/columns.ts";
import { type ConfiguredSizes, configuredSizes } from "../vector/configured.ts";
import { type VectorGraph, vectorGraphOf } from "../vector/graph.ts";
import { nothingWithoutVectors, VECTOR_PARTS } from "../vector/parts.ts";
import type { RoutineVectors } from "../vector/routine_vectors.ts";
import { describeSize, type Size, type SizeConflict, sizeEvidence } from "../vector/size.ts";
import { viewSources } from "../vector/view_sources.ts";
import type { Rule } from "./rule.ts";

/** Vector sizes that meet and differ. */
export const vectorDimensionMismatch: Rule = {
  id: "vector_dimension_mismatch",
  title: "Vector sizes do not fit together",
  summary:
    "A function, view, index or configured model that expects another number of dimensions than the column it works on has, such as 384 against 1536.",
  severity: "error",
  category: "vector",
  rationale:
    "Postgres compares the sizes only when a row is read or written: the migration runs, and the first search or insert ends with `expected 384 dimensions, not 1536`. It is what a change of the embedding model leaves behind where a function, an index or a table was forgotten.",
  sources: [
    "https://github.com/pgvector/pgvector#vector-type",
    "https://supabase.com/docs/guides/ai/vector-columns",
  ],
  scope: nothingWithoutVectors,
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "types" },
    { family: "extensions" },
    { family: "routines" },
    { family: "indexes" },
    { family: "view_dependencies" },
    { family: "triggers" },
    { parser: "partly" },
  ],
  reads: VECTOR_PARTS,
  live: (snapshot) => snapshot.vector_samples.length > 0,
  limits:
    "Values are followed through casts, variables, arguments, subqueries and WITH queries of one statement, and a variable's declared size is compared with what it is assigned; values are not followed through variables without a size, loops over records or text that EXECUTE builds. Sizes of arguments are known from the ledger's statements only, since Postgres does not keep them. Different sizes in different columns are no finding: they are often meant.",
  check: findMismatches,
};

function* findMismatches(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  const graph = vectorGraphOf(input);
  if (graph === undefined) return;
  const configured = configuredSizes(input.config);
  for (const gap of [...configured.gaps, ...graph.gaps]) yield { not_evaluated: gap };
  const ledger = input.snapshot.unread.find((entry) => entry.family === "ledger");
  if (ledger !== undefined && graph.routines.length > 0) {
    yield { not_evaluated: `sizes declared for arguments are not known: ${ledger.reason}` };
  }
  for (const column of [...graph.columns.values()].flat()) {
    const verdict = judgeColumn(column, { input, configured }) ?? judgeViewColumn(column, { input, graph });
    if (verdict !== undefined) yield verdict;
  }
  yield* judgeIndexes(graph);
  for (const routine of graph.routines) {
    const verdict = judgeRoutine(routine, configured);
    if (verdict !== undefined) yield verdict;
  }
}

function judgeColumn(
  column: VectorColumn,
  { input, configured }: { readonly input: RuleInput; readonly configured: ConfiguredSizes },
): Verdict | undefined {
  const expected = configured.column(column);
  if (expected === undefined) return undefined;
  const sample = input.snapshot.vector_samples.find(
    (entry) => entry.relation === column.relation.oid && entry.column === column.column.name,
  );
  const { dimension } = column.type;
  const actual = dimension === -1 ? (sample?.dimensions ?? []) : [dimension];
  const wrong = actual.filter((size) => !expected.includes(size));
  if (wrong.length === 0) return undefined;
  const seen = dimension === -1 ? "holds vectors of" : "has";
  return {
    object: column.ref,
    message: `Column ${column.ref.identity} ${seen} ${wrong.join(", ")} dimensions, but vector.columns of the configuration gives it ${expected.join(" or ")}.`,
    evidence: {
      expected: [...expected],
      expected_from: "configuration",
      actual: [...actual],
      actual_from: dimension === -1 ? "sample of its values" : "type of the column",
    },
    remediation: {
      safety: "review",
      note: "A size cannot be converted: if the model changed, add a column of the new size, embed every row again and drop this one; if it did not, correct supawarden.config.json.",
    },
  };
}

function judgeViewColumn(
  view: VectorColumn,
  { input, graph }: { readonly input: RuleInput; readonly graph: VectorGraph },
): Verdict | undefined {
  if (view.relation.kind !== "view" && view.relation.kind !== "materialized view") return undefined;
  const below = (viewSources(input.snapshot).get(view.relation.oid) ?? [])
    .flatMap((relation) => graph.columns.get(relation) ?? [])
    .filter(({ column }) => column.name === view.column.name);
  const isFitting = ({ type }: VectorColumn): boolean =>
    type.dimension === -1 || type.kind === "bit" || type.dimension === view.type.dimension;
  const [first] = below;
  if (
    first === undefined ||
    view.type.dimension === -1 ||
    view.type.kind === "bit" ||
    below.some(isFitting)
  ) {
    return undefined;
  }
  return {
    object: view.ref,
    severity: "warn",
    message: `Column ${view.ref.identity} of a ${view.relation.kind} has ${view.type.dimension} dimensions, ${first.ref.identity} below it has ${first.type.dimension}.`,
    evidence: { view: sizeEvidence(columnSize(view)), table: sizeEvidence(columnSize(first)) },
    remediation: {
      safety: "review",
      note: `Reading the view fails unless its query takes a part of the vector (subvector). Make the cast in the view say ${first.type.dimension}, or give the shortened column a name of its own.`,
    },
  };
}

function* judgeIndexes(graph: VectorGraph): Iterable<Verdict> {
  for (const { column, type, ref, partial, expression, index } of [...graph.indexes.values()].flat()) {
    if (!expression || partial || type.dimension === column.type.dimension) continue;
    if (type.dimension === -1 || column.type.dimension === -1) continue;
    yield {
      object: ref,
      message: `Index ${ref.identity} casts to ${type.dimension} dimensions, but ${column.ref.identity} has ${column.type.dimension}.`,
      evidence: {
        index: { expression: index.expressions, dimension: type.dimension },
        column: sizeEvidence(columnSize(column)),
      },
      remediation: {
        safety: "review",
        note: `No row with a vector can be written while the sizes differ. Make the index again with a cast to ${column.type.dimension} dimensions, or take the first ${type.dimension} with subvector().`,
      },
    };
  }
}

function judgeRoutine(subject: RoutineVectors, configured: ConfiguredSizes): Verdict | undefined {
  const { routine } = subject;
  const allowed = configured.routine(routine) ?? [];
  const isAllowed = (size: Size): boolean => allowed.includes(size.dimension);
  const conflicts = subject.conflicts.filter(({ left, right }) => !isAllowed(left) || !isAllowed(right));
  const strays = straySizes(subject).filter((size) => !isAllowed(size));
  const [first] = conflicts;
  if (first === undefined && strays.length === 0) return undefined;
  // Postgres does not enforce a declared argument's size: such a call may work, the declaration is wrong all the same.
  const isCertain = conflicts.some(
    ({ left, right }) => left.source !== "argument" && right.source !== "argument",
  );
  const ends =
    first !== undefined
      ? [first.left, first.right]
      : [...strays.slice(0, 1), ...subject.namedColumns.map(columnSize)];
  return {
    object: routineRef(routine),
    severity: isCertain ? "error" : "warn",
    message: `${routine.signature} brings together ${ends.map(describeSize).join(" and ")}.`,
    evidence: {
      conflicts: conflicts.map(conflictEvidence),
      unmatched: strays.map(sizeEvidence),
      columns: subject.columns.map((column) => sizeEvidence(columnSize(column))),
    },
    remediation: { safety: "review", note: adviceFor(first) },
  };
}

/** Sizes that fit no column of the tables which the routine touches; none where it touches a column of no stated size. */
function straySizes({ loose, columns, namedColumns }: RoutineVectors): readonly Size[] {
  const known = columns.filter(({ type }) => type.kind !== "bit");
  if (namedColumns.every(({ type }) => type.kind === "bit")) return [];
  if (known.some(({ type }) => type.dimension === -1)) return [];
  return loose.filter((size) => known.every(({ type }) => type.dimension !== size.dimension));
}

function conflictEvidence({ left, right, line }: SizeConflict): EvidenceValue {
  return { left: sizeEvidence(left), right: sizeEvidence(right), line };
}

function adviceFor(conflict: SizeConflict | undefined): string {
  const column = [conflict?.left, conflict?.right].find((size) => size?.source === "column");
  const wanted =
    column === undefined ? "the column's size" : `${column.dimension}, the size of ${column.name}`;
  return `If the function is what was forgotten, write it anew with ${wanted}, and call it with vectors of the same model. If the column is, its rows must be embedded again: a size cannot be converted. Where both are meant, say so under vector.routines in supawarden.config.json.`;
}
