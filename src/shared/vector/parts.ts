import type { PartName } from "../catalog/snapshot.ts";

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
