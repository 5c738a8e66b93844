import { qualified } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import type { Finding } from "../findings/finding.ts";
import type { CauseCandidate, CauseContext } from "./context.ts";

/** Findings on a partitioned table and its partitions, which are one table to those who use it. */
export function* inPartitions(
  findings: readonly Finding[],
  context: CauseContext,
): Generator<CauseCandidate> {
  for (const finding of findings) {
    const relation = context.relationOf(finding);
    if (relation === undefined) continue;
    if (relation.partition_of === null && relation.kind !== "partitioned table") continue;
    const root = rootOf(relation, context);
    const cause = `partitioned table ${qualified(root)} and its partitions`;
    yield { finding, key: String(root.oid), member: relation.oid, cause };
  }
}

function rootOf(relation: Relation, context: CauseContext): Relation {
  let root = relation;
  while (root.partition_of !== null) {
    const parent = context.relationByOid(root.partition_of);
    if (parent === undefined) break;
    root = parent;
  }
  return root;
}
