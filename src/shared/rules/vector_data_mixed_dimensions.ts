import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated, Verdict } from "../findings/verdict.ts";
import { holdsRows } from "../vector/columns.ts";
import { configuredSizes } from "../vector/configured.ts";
import { vectorGraphOf } from "../vector/graph.ts";
import { nothingWithoutVectors, VECTOR_PARTS } from "../vector/parts.ts";
import type { Rule } from "./rule.ts";

/** Columns that hold vectors of several sizes. */
export const vectorDataMixedDimensions: Rule = {
  id: "vector_data_mixed_dimensions",
  title: "Column holds vectors of several sizes",
  summary: "A vector column of no stated size in which a bounded sample finds values of more than one size.",
  severity: "error",
  category: "vector",
  rationale:
    "A distance between vectors of different sizes is an error, not a number: a search over the column fails as soon as it reaches a row of the other size. Rows of another model cannot be compared even where the sizes happen to agree, so this is mostly a half-done change of the model.",
  sources: [
    "https://github.com/pgvector/pgvector#can-i-store-vectors-with-different-dimensions-in-the-same-column",
  ],
  scope: nothingWithoutVectors,
  requires: [
    { family: "relations" },
    { family: "columns" },
    { family: "types" },
    { family: "extensions" },
    { parser: "partly" },
  ],
  reads: VECTOR_PARTS,
  live: (snapshot) => snapshot.vector_samples.length > 0,
  limits:
    "Looks at up to 1,000 values of each column, whichever the server gives first, and only at rows that row level security shows to the auditing role. Arrays of vectors and foreign tables are not sampled.",
  check: findMixed,
};

function* findMixed(input: RuleInput): Iterable<Verdict | NotEvaluated> {
  const graph = vectorGraphOf(input);
  if (graph === undefined) return;
  const configured = configuredSizes(input.config);
  const samples = new Map(
    input.snapshot.vector_samples.map((sample) => [`${sample.relation} ${sample.column}`, sample]),
  );
  for (const column of [...graph.columns.values()].flat()) {
    const { type, relation } = column;
    if (type.dimension !== -1 || type.array || type.kind === "bit" || !holdsRows(column)) continue;
    const sample = samples.get(`${relation.oid} ${column.column.name}`);
    if (sample === undefined || sample.unread !== null) {
      yield {
        not_evaluated: `${column.ref.identity} was not sampled: ${sample?.unread ?? "the snapshot has no samples"}`,
      };
      continue;
    }
    const expected = configured.column(column) ?? [];
    const isMeant = expected.length > 1 && sample.dimensions.every((size) => expected.includes(size));
    if (sample.dimensions.length < 2 || isMeant) continue;
    yield {
      object: column.ref,
      message: `Column ${column.ref.identity} holds vectors of ${sample.dimensions.join(", ")} dimensions.`,
      evidence: {
        relation_kind: relation.kind,
        dimensions: [...sample.dimensions],
        sampled_values: sample.sampled,
        configured: [...expected],
      },
      remediation: {
        safety: "review",
        note: "Decide which model the column belongs to, embed the rows of other sizes again, and then state the size in the column's type. If several models are meant, give each a column of its own, or name all sizes under vector.columns in supawarden.config.json and search with a condition on the size.",
      },
    };
  }
}
