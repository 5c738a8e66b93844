import { qualified } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import { vectorTypeText } from "../catalog/vector_types.ts";
import type { ViewDependency } from "../catalog/view_dependencies.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Remediation } from "../findings/finding.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { quoteIdent } from "../sql/ident.ts";
import { holdsRows, type VectorColumn } from "../vector/columns.ts";
import { configuredSizes } from "../vector/configured.ts";
import { type VectorGraph, vectorGraphOf } from "../vector/graph.ts";
import { nothingWithoutVectors, VECTOR_PARTS } from "../vector/parts.ts";
import type { Rule } from "./rule.ts";

/** Vector columns whose type states no size. */
export const vectorDimensionUnspecified: Rule = {
  id: "vector_dimension_unspecified",
  title: "Vector column states no dimension",
  summary:
    "A table's column of type vector, halfvec or sparsevec, or of an array of them, without a number of dimensions.",
  severity: "warn",
  category: "vector",
  rationale:
    "Such a column takes vectors of any size: one insert with another model's embedding succeeds, and from then on every search that meets that row ends with `different vector dimensions`. pgvector cannot index the column either.",
  sources: [
    "https://github.com/pgvector/pgvector#can-i-store-vectors-with-different-dimensions-in-the-same-column",
    "https://supabase.com/docs/guides/ai/vector-columns",
  ],
  scope: nothingWithoutVectors,
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "types" },
    { family: "extensions" },
    { family: "view_dependencies" },
    { family: "policies" },
    { parser: "partly" },
  ],
  reads: VECTOR_PARTS,
  live: (snapshot) => snapshot.vector_samples.length > 0,
  limits: "A column for which the configuration names several sizes is meant to hold them and is left out.",
  check: findUnspecified,
};

type Readers = ReadonlyMap<number, readonly ViewDependency[]>;

function* findUnspecified(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  const graph = vectorGraphOf(input);
  if (graph === undefined) return;
  const configured = configuredSizes(input.config);
  const readers: Readers = groupBy(input.snapshot.view_dependencies, (dependency) => dependency.relation);
  const samples = new Map(
    input.snapshot.vector_samples.map((sample) => [`${sample.relation} ${sample.column}`, sample.dimensions]),
  );
  for (const gap of configured.gaps) yield { not_evaluated: gap };
  for (const column of [...graph.columns.values()].flat()) {
    // A materialized view's column has what its query gives it: the table below is the place to repair.
    const isStated = column.type.dimension !== -1 || column.type.kind === "bit";
    if (isStated || !holdsRows(column) || column.relation.kind === "materialized view") continue;
    const expected = configured.column(column) ?? [];
    if (expected.length > 1) continue;
    const found = samples.get(`${column.relation.oid} ${column.column.name}`) ?? [];
    yield {
      object: column.ref,
      message: `Column ${column.ref.identity} is ${column.column.type} without a number of dimensions.`,
      evidence: {
        relation_kind: column.relation.kind,
        type: column.column.type,
        configured: [...expected],
        found_in_sample: [...found],
      },
      remediation: remedy(column, { input, graph, readers, sizes: expected.length === 1 ? expected : found }),
    };
  }
}

function remedy(
  column: VectorColumn,
  facts: {
    readonly input: RuleInput;
    readonly graph: VectorGraph;
    readonly readers: Readers;
    readonly sizes: readonly number[];
  },
): Remediation {
  const [dimension, ...others] = facts.sizes;
  const blockers = blockersOf(column, facts);
  const { schema } = facts.graph.types;
  if (
    dimension === undefined ||
    others.length > 0 ||
    column.type.domain !== undefined ||
    blockers.length > 0
  ) {
    const why =
      blockers.length > 0
        ? `Before the type can be altered, drop what depends on the column and make it again after: ${blockers.join(", ")}. `
        : column.type.domain !== undefined
          ? "A domain's size cannot be altered: give the column pgvector's type, or a new domain. "
          : "";
    return {
      safety: "review",
      note: `${why}Give the column the number of dimensions that its model has; under vector.columns in supawarden.config.json that number makes the statement known here.`,
    };
  }
  const alter = `alter table ${qualified(column.relation)} alter column ${quoteIdent(column.column.name)} type`;
  return {
    sql: `${alter} ${vectorTypeText({ ...column.type, dimension }, quoteIdent(schema))};`,
    undo_sql: `${alter} ${vectorTypeText({ ...column.type, dimension: -1 }, quoteIdent(schema))};`,
    safety: "review",
    note: "Reads every row under an exclusive lock, and fails where one has another size; functions that insert must give vectors of this size.",
  };
}

/** What Postgres refuses to alter a column's type under: views that read it, and policies that name it. */
function blockersOf(
  { relation, column }: VectorColumn,
  { input, readers }: { readonly input: RuleInput; readonly readers: Readers },
): readonly string[] {
  const views = (readers.get(relation.oid) ?? []).flatMap(({ view, columns }) => {
    const found = input.lookup.relations.get(view);
    const reads = columns.length === 0 || columns.includes(column.number);
    return found === undefined || !reads ? [] : [`view ${qualified(found)}`];
  });
  const policies = (input.lookup.policies.get(relation.oid) ?? [])
    .filter((policy) => `${policy.using ?? ""} ${policy.with_check ?? ""}`.includes(column.name))
    .map((policy) => `policy ${quoteIdent(policy.name)}`);
  return [...views, ...policies];
}
