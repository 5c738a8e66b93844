import type { VectorKind } from "../catalog/vector_types.ts";

/** pgvector's distance operators, with the suffix of the operator classes that serve them. */
const METRICS = {
  "<->": "l2",
  "<#>": "ip",
  "<=>": "cosine",
  "<+>": "l1",
  "<~>": "hamming",
  "<%>": "jaccard",
} as const;

/** A distance operator of pgvector. */
export type DistanceOperator = keyof typeof METRICS;

/** Functions behind the operators; calls of them never use an index, but their two sides must fit as well. */
export const DISTANCE_FUNCTIONS: ReadonlySet<string> = new Set([
  "l2_distance",
  "inner_product",
  "cosine_distance",
  "l1_distance",
  "vector_negative_inner_product",
  "hamming_distance",
  "jaccard_distance",
]);

/** Finds an operator in a text without parsing it. */
export const DISTANCE_OPERATOR = /<->|<#>|<=>|<\+>|<~>|<%>/;

/** Whether the text is one of the operators. */
export function isDistanceOperator(text: string): text is DistanceOperator {
  return Object.hasOwn(METRICS, text);
}

/** The operator class of pgvector that serves an operator on a type, such as `vector_cosine_ops`. */
export function operatorClass(kind: VectorKind, operator: DistanceOperator): string {
  return `${kind}_${METRICS[operator]}_ops`;
}

/** The operator that one of pgvector's operator classes serves; nothing for a class of somebody else. */
export function operatorServed(operatorClassName: string): DistanceOperator | undefined {
  const match = /^(?:vector|halfvec|sparsevec|bit)_(l2|ip|cosine|l1|hamming|jaccard)_ops$/.exec(
    operatorClassName,
  );
  // The default class of IVFFlat was `vector_l2_ops` from the first release on, so a name always tells.
  for (const [operator, metric] of Object.entries(METRICS)) {
    if (metric === match?.[1] && isDistanceOperator(operator)) return operator;
  }
  return undefined;
}
