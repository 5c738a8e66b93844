import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";

const children = new WeakMap<CatalogSnapshot, ReadonlyMap<number, readonly Relation[]>>();

/** The partitions of a partitioned table that hold rows themselves, over any number of levels, in identity order. */
export function leafPartitions(snapshot: CatalogSnapshot, root: Relation): readonly Relation[] {
  let byParent = children.get(snapshot);
  if (byParent === undefined) {
    const partitions = snapshot.relations.filter((relation) => relation.partition_of !== null);
    byParent = groupBy(partitions, (relation) => relation.partition_of ?? 0);
    children.set(snapshot, byParent);
  }
  const leaves: Relation[] = [];
  const queue = [root];
  for (let next = queue.pop(); next !== undefined; next = queue.pop()) {
    for (const partition of byParent.get(next.oid) ?? []) {
      if (partition.kind === "partitioned table") queue.push(partition);
      else leaves.push(partition);
    }
  }
  return leaves.sort((left, right) => left.oid - right.oid);
}
