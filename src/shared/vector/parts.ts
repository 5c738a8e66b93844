import type { PartName } from "../catalog/parts.ts";
import type { RuleScope, ScopeGiven } from "../facts/rule_scope.ts";

/** What the graph of vector columns, routines and searches is made of, besides the columns and their types. */
export const VECTOR_PARTS = [
  "routines",
  "indexes",
  "policies",
  "triggers",
  "sequences",
  "view_dependencies",
  "ledger",
  "vector_samples",
] as const satisfies readonly PartName[];

/** Without extension `vector` the rules on it have nothing to look at. */
export function nothingWithoutVectors({ extensions }: ScopeGiven): RuleScope | undefined {
  return extensions.has("vector") ? undefined : "nothing";
}
