import { INDEX_LIMITS } from "../catalog/vector_types.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { type VectorGraph, vectorGraphOf } from "../vector/graph.ts";
import { createIndex } from "../vector/index_sql.ts";
import type { VectorIndex } from "../vector/indexes.ts";
import { type DistanceOperator, operatorClass } from "../vector/operators.ts";
import { nothingWithoutVectors, VECTOR_PARTS } from "../vector/parts.ts";
import type { Search } from "../vector/routine_vectors.ts";
import { someOf } from "./routine_sql.ts";
import type { Rule } from "./rule.ts";

/** Vector indexes that serve none of the operators the column is searched with. */
export const vectorIndexOperatorMismatch: Rule = {
  id: "vector_index_operator_mismatch",
  title: "Vector index serves another distance than the functions use",
  summary:
    "A vector index whose operator class serves none of the distance operators that functions and policies use on its column, while no other index does.",
  severity: "warn",
  category: "vector",
  rationale:
    "An index built for `vector_l2_ops` answers `<->` only: a function that orders by `<=>` reads the whole table, silently, while the index costs memory and slows each insert.",
  sources: [
    "https://github.com/pgvector/pgvector#hnsw",
    "https://supabase.com/docs/guides/ai/vector-indexes#when-should-you-add-indexes",
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
  live: "findings",
  limits:
    "Searches that clients send themselves are not seen. Where one used operator has an index, others without one are not reported. Indexes of a binary form of the vector and operator classes other than pgvector's are left out.",
  check: findUnservedOperators,
};

function* findUnservedOperators(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  const graph = vectorGraphOf(input);
  if (graph === undefined) return;
  for (const gap of graph.gaps) yield { not_evaluated: gap };
  for (const [key, all] of graph.indexes) {
    const searches = graph.searches.get(key) ?? [];
    const indexes = all.filter(({ index, type, column }) => {
      const isBinaryForm = type.kind === "bit" && column.type.kind !== "bit";
      return index.valid && index.ready && !index.is_partition && !isBinaryForm;
    });
    const used = new Set(searches.map(({ operator }) => operator));
    if (used.size === 0 || indexes.some(({ operator }) => operator === undefined || used.has(operator)))
      continue;
    for (const index of indexes)
      yield verdictOf(index, { input, graph, searches, isFirst: index === indexes[0] });
  }
}

function verdictOf(
  subject: VectorIndex,
  facts: {
    readonly input: RuleInput;
    readonly graph: VectorGraph;
    readonly searches: readonly Search[];
    readonly isFirst: boolean;
  },
): Verdict {
  const used = [...new Set(facts.searches.map(({ operator }) => operator))];
  const searchers = [...new Set(facts.searches.map(({ by }) => by))];
  return {
    object: subject.ref,
    message: `Index ${subject.ref.identity} serves ${subject.operator}, but ${someOf(searchers)} ${searchers.length === 1 ? "searches" : "search"} ${subject.column.ref.identity} with ${used.join(" and ")}.`,
    evidence: {
      column: subject.column.ref.identity,
      operator_class: subject.index.operator_classes[0] ?? null,
      serves: subject.operator ?? null,
      used: facts.searches.map(({ by, operator, line }) => ({ by, operator, line })),
      scans: subject.index.scans,
    },
    remediation: remedy(subject, { ...facts, used }),
  };
}

function remedy(
  { column, expression, type, ref }: VectorIndex,
  facts: {
    readonly input: RuleInput;
    readonly graph: VectorGraph;
    readonly used: readonly DistanceOperator[];
    readonly isFirst: boolean;
  },
): Remediation {
  const [operator] = facts.used;
  const isWhole = type.dimension === column.type.dimension && type.dimension <= INDEX_LIMITS[type.kind];
  const isPlain = !expression && type.kind === column.type.kind;
  if (operator === undefined || facts.used.length > 1 || !isWhole || !isPlain) {
    return {
      safety: "review",
      note: `Decide for one distance: build the index with the operator class of the operator that is used (${facts.used.map((used) => operatorClass(type.kind, used)).join(" or ")}), or use the index's operator in the functions.`,
    };
  }
  if (!facts.isFirst) {
    return {
      sql: `drop index ${ref.identity};`,
      safety: "review",
      note: `The remediation of the column's other index makes the one that ${operator} needs. Keep this one if clients search with its operator.`,
    };
  }
  const made = createIndex({ snapshot: facts.input.snapshot, graph: facts.graph }, column, { operator });
  return {
    sql: `${made.sql}\ndrop index ${ref.identity};`,
    safety: "review",
    note: "Writes wait while the new index is built: on a large table use create index concurrently and drop index concurrently instead. Keep the old one if clients search with its operator. If the distance in the functions is the mistake, change them and leave the index.",
  };
}
