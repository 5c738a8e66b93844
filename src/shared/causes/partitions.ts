import { qualified } from "../catalog/identity.ts";
import type { Relation } from "../catalog/relations.ts";
import type { Finding } from "../findings/finding.ts";
import { type CauseContext, LOOP_MINIMUM } from "./context.ts";

/** Findings on a partitioned table and its partitions, which are one table to those who use it. */
export function* inPartitions(
  findings: readonly Finding[],
  context: CauseContext,
): Generator<readonly [Finding, string]> {
  const groups = new Map<number, { root: Relation; relations: Set<number>; findings: Finding[] }>();
  for (const finding of findings) {
    const relation = context.relationOf(finding);
    if (relation === undefined) continue;
    if (relation.partition_of === null && relation.kind !== "partitioned table") continue;
    const root = rootOf(relation, context);
    const group = groups.get(root.oid) ?? { root, relations: new Set(), findings: [] };
    groups.set(root.oid, group);
    group.relations.add(relation.oid);
    group.findings.push(finding);
  }
  for (const { root, relations, findings: alike } of groups.values()) {
    if (relations.size < LOOP_MINIMUM) continue;
    const cause = `partitioned table ${qualified(root)} and its partitions`;
    for (const finding of alike) yield [finding, cause];
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
