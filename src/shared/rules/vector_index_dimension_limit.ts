import { INDEX_LIMITS } from "../catalog/vector_types.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { holdsRows, type VectorColumn } from "../vector/columns.ts";
import { columnKey, type VectorGraph, vectorGraphOf } from "../vector/graph.ts";
import { createIndex } from "../vector/index_sql.ts";
import { nothingWithoutVectors, VECTOR_PARTS } from "../vector/parts.ts";
import type { Search } from "../vector/routine_vectors.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Vector columns that are too large for an index of their type. */
export const vectorIndexDimensionLimit: Rule = {
  id: "vector_index_dimension_limit",
  title: "Vector column is too large to be indexed",
  summary:
    "A column with more dimensions than pgvector indexes (vector 2,000, halfvec 4,000, bit 64,000), and no index over a smaller form of it.",
  severity: "info",
  category: "vector",
  rationale:
    "`create index` on such a column fails with `column cannot have more than 2000 dimensions for hnsw index`, so every search reads the whole table. Models of 3,072 dimensions run into it; a half-precision, binary or shortened form of the vector can be indexed instead.",
  sources: [
    "https://github.com/pgvector/pgvector#can-i-index-vectors-with-more-than-2000-dimensions",
    "https://supabase.com/docs/guides/ai/vector-indexes",
  ],
  scope: nothingWithoutVectors,
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "types" },
    { family: "extensions" },
    { family: "indexes" },
    { family: "routines" },
    { family: "policies" },
    { family: "view_dependencies" },
    { parser: "partly" },
  ],
  reads: VECTOR_PARTS,
  limits:
    "The limit of sparsevec (1,000 non-zero elements) depends on the rows and is not judged. Any vector index over an expression of the column counts, whether or not queries use the same expression.",
  check: findTooLarge,
};

function* findTooLarge(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  const graph = vectorGraphOf(input);
  if (graph === undefined) return;
  for (const gap of graph.gaps) yield { not_evaluated: gap };
  for (const column of [...graph.columns.values()].flat()) {
    const { kind, dimension, array } = column.type;
    if (array || dimension <= INDEX_LIMITS[kind] || !holdsRows(column)) continue;
    const searches = graph.searches.get(columnKey(column)) ?? [];
    if (kind === "bit" && searches.length === 0) continue;
    const indexes = graph.indexes.get(columnKey(column)) ?? [];
    if (indexes.some(({ index }) => index.valid && index.ready)) continue;
    const searchers = [...new Set(searches.map(({ by }) => by))];
    yield {
      object: column.ref,
      severity: searchers.length > 0 ? "warn" : "info",
      message: `Column ${column.ref.identity} has ${dimension} dimensions, an index of type ${kind} takes ${INDEX_LIMITS[kind]} at most${
        searchers.length === 0 ? "" : `; ${someOf(searchers)} reads every row`
      }.`,
      evidence: {
        type: column.column.type,
        dimension,
        limit: INDEX_LIMITS[kind],
        searched_by: searchers,
        operators: [...new Set(searches.map(({ operator }) => operator))],
      },
      remediation: remedy(column, { input, graph, searches }),
    };
  }
}

function remedy(
  column: VectorColumn,
  facts: { readonly input: RuleInput; readonly graph: VectorGraph; readonly searches: readonly Search[] },
): Remediation {
  const { kind, dimension } = column.type;
  const operator = facts.searches[0]?.operator ?? "<=>";
  if (kind === "vector" && dimension <= INDEX_LIMITS.halfvec) {
    const index = createIndex({ snapshot: facts.input.snapshot, graph: facts.graph }, column, {
      operator,
      as: "halfvec",
    });
    return {
      ...index,
      safety: "review",
      note: `Searches use it only when they order by the same cast: (column::halfvec(${dimension})) ${operator} query::halfvec(${dimension}). Half precision costs little recall. Writes wait while it is built; on a large table use create index concurrently.`,
    };
  }
  const shorten =
    "store a shortened vector where the model allows it (subvector, or its dimensions parameter)";
  return {
    safety: "review",
    note:
      kind === "bit"
        ? `Bit strings this long cannot be indexed: ${shorten}.`
        : `Index the binary form, (binary_quantize(column)::bit(${dimension})) with bit_hamming_ops, search it for candidates and order those by the full vector; or ${shorten}.`,
  };
}
