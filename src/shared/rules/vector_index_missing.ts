import { schemaObjectRef } from "../catalog/identity.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { INDEX_LIMITS, vectorTypesOf } from "../catalog/vector_types.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { holdsRows, type VectorColumn } from "../vector/columns.ts";
import { columnKey, type VectorGraph, vectorGraphOf } from "../vector/graph.ts";
import { createIndex } from "../vector/index_sql.ts";
import type { DistanceOperator } from "../vector/operators.ts";
import { nothingWithoutVectors, VECTOR_PARTS } from "../vector/parts.ts";
import type { Search } from "../vector/routine_vectors.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Rows from which on a full search is felt, though nothing in the database is seen to search. */
const MANY_ROWS = 10_000;

/** Vector columns that are searched without an index. */
export const vectorIndexMissing: Rule = {
  id: "vector_index_missing",
  title: "Vector column has no vector index",
  summary:
    "A vector column without a usable HNSW or IVFFlat index, that a function or policy orders by distance or that has 10,000 rows or more.",
  severity: "info",
  category: "vector",
  rationale:
    "Without an index every nearest-neighbour search computes the distance to every row. That is exact and quick for some thousand rows, and takes seconds and a whole processor for some hundred thousand, so the function that worked at the start is what times out later.",
  sources: [
    "https://github.com/pgvector/pgvector#indexing",
    "https://supabase.com/docs/guides/ai/vector-indexes",
    "https://supabase.com/docs/guides/ai/going-to-prod",
  ],
  scope: nothingWithoutVectors,
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "types" },
    { family: "extensions" },
    { family: "indexes" },
    { family: "sequences" },
    { family: "routines" },
    { family: "policies" },
    { family: "view_dependencies" },
    { parser: "partly" },
  ],
  reads: VECTOR_PARTS,
  live: hasVectors,
  limits:
    "Searches that clients send themselves are not seen; there the number of rows decides. Row counts are the server's estimates.",
  check: findUnindexed,
};

/** The type belongs to an extension: without it there is no vector column, whatever happens to the rows. */
function hasVectors(snapshot: CatalogSnapshot): boolean {
  return vectorTypesOf(snapshot) !== undefined;
}

function* findUnindexed(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  const graph = vectorGraphOf(input);
  if (graph === undefined) return;
  for (const gap of graph.gaps) yield { not_evaluated: gap };
  for (const column of [...graph.columns.values()].flat()) {
    const searches = graph.searches.get(columnKey(column)) ?? [];
    const rows = Math.max(column.relation.estimated_rows, column.relation.live_rows, 0);
    if (!isIndexable(column, searches) || (searches.length === 0 && rows < MANY_ROWS)) continue;
    const indexes = graph.indexes.get(columnKey(column)) ?? [];
    if (indexes.some(({ index }) => index.valid && index.ready)) continue;
    yield verdictOf(column, { input, graph, searches, rows });
  }
}

function isIndexable(column: VectorColumn, searches: readonly Search[]): boolean {
  const { kind, dimension, array } = column.type;
  if (array || dimension === -1 || dimension > INDEX_LIMITS[kind] || !holdsRows(column)) return false;
  // Bit strings are flags as often as vectors: only a distance operator tells.
  return kind !== "bit" || searches.length > 0;
}

function verdictOf(
  column: VectorColumn,
  facts: {
    readonly input: RuleInput;
    readonly graph: VectorGraph;
    readonly searches: readonly Search[];
    readonly rows: number;
  },
): Verdict {
  const { input, graph, searches, rows } = facts;
  const operator = mostUsed(searches) ?? (column.type.kind === "bit" ? "<~>" : "<=>");
  const searchers = [...new Set(searches.map(({ by }) => by))];
  const used = [...new Set(searches.map((search) => search.operator))];
  const invalid = (graph.indexes.get(columnKey(column)) ?? []).map(({ ref }) => ref.identity);
  const broken = invalid.length === 0 ? "" : ` Drop the invalid ${someOf(invalid)} as well.`;
  const guess =
    searches.length === 0 ? " No search is seen in the database: take the operator that clients use." : "";
  return {
    object: column.ref,
    severity: searches.length > 0 && rows >= MANY_ROWS ? "warn" : "info",
    message: `Column ${column.ref.identity} has no usable vector index${
      searchers.length === 0
        ? ""
        : `, and ${someOf(searchers)} ${searchers.length === 1 ? "searches" : "search"} it with ${used.join(" and ")}`
    }; the table has about ${Math.round(rows)} rows.`,
    evidence: {
      table: schemaObjectRef("relation", column.relation).identity,
      type: column.column.type,
      rows,
      searched_by: searchers,
      operators: used,
      invalid_indexes: invalid,
    },
    remediation: {
      ...createIndex({ snapshot: input.snapshot, graph }, column, { operator }),
      safety: "review",
      note: `Writes wait while it is built, for minutes on a large table: use create index concurrently outside a transaction, and raise maintenance_work_mem for the session. The index finds neighbours approximately; with few rows leave it out.${guess}${broken}`,
    },
  };
}

function mostUsed(searches: readonly Search[]): DistanceOperator | undefined {
  const counts = new Map<DistanceOperator, number>();
  for (const { operator } of searches) counts.set(operator, (counts.get(operator) ?? 0) + 1);
  return [...counts].sort(([, left], [, right]) => right - left)[0]?.[0];
}
