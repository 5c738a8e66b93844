import { qualified, routineRef } from "../catalog/identity.ts";
import { groupBy, lookupOf } from "../catalog/lookup.ts";
import type { PartName } from "../catalog/parts.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";

/** What the graph is made of. */
export const DEPENDENCY_PARTS = [
  "relations",
  "constraints",
  "view_dependencies",
  "triggers",
  "routines",
  "policies",
] as const satisfies readonly PartName[];

/** How one object needs another: the words a reader of the graph sees. */
export type DependencyKind = "foreign key" | "reads" | "partition of" | "trigger runs" | "policy calls";

/** An object that needs another or is needed. */
export interface DependencyNode {
  /** Unique in the graph: an identity and what it is. */
  readonly id: string;
  readonly identity: string;
  readonly kind: string;
}

/** `from` needs `to`; ids of nodes. */
export interface DependencyEdge {
  readonly from: string;
  readonly to: string;
  readonly kind: DependencyKind;
}

/** Objects and how they need each other. */
export interface DependencyGraph {
  readonly nodes: readonly DependencyNode[];
  readonly edges: readonly DependencyEdge[];
  /** How many objects there are with a dependency. */
  readonly total: number;
  /** Whether some of them were left out. */
  readonly truncated: boolean;
}

/** Which part of the graph: all of it up to the limit, or what lies nearest to one object. */
export interface GraphPart {
  /** Identity of an object. */
  readonly around?: string;
  /** Most nodes. */
  readonly limit: number;
}

/**
 * Which relation needs which, by foreign key, view, partition, trigger and policy: what the catalogs record, not what
 * stands in routine bodies. Without `around` the objects with the most dependencies come first.
 */
export function dependencyGraph(snapshot: CatalogSnapshot, part: GraphPart): DependencyGraph {
  const { nodes, edges } = wholeGraph(snapshot);
  const degree = new Map<string, number>();
  for (const { from, to } of edges) {
    degree.set(from, (degree.get(from) ?? 0) + 1);
    degree.set(to, (degree.get(to) ?? 0) + 1);
  }
  const linked = [...nodes.values()].filter(({ id }) => degree.has(id));
  const chosen =
    part.around === undefined
      ? linked.toSorted((left, right) => (degree.get(right.id) ?? 0) - (degree.get(left.id) ?? 0))
      : nearest([...nodes.values()], { edges, around: part.around });
  const kept = chosen.slice(0, part.limit);
  const ids = new Set(kept.map(({ id }) => id));
  return {
    nodes: kept,
    edges: edges.filter(({ from, to }) => ids.has(from) && ids.has(to)),
    total: linked.length,
    truncated: kept.length < (part.around === undefined ? linked.length : chosen.length),
  };
}

interface WholeGraph {
  readonly nodes: ReadonlyMap<string, DependencyNode>;
  readonly edges: readonly DependencyEdge[];
}

function wholeGraph(snapshot: CatalogSnapshot): WholeGraph {
  const { relations, routines } = lookupOf(snapshot);
  const nodes = new Map<string, DependencyNode>();
  const edges = new Map<string, DependencyEdge>();
  const relationId = (oid: number): string | undefined => {
    const relation = relations.get(oid);
    return relation && isUserObject(relation) ? `relation ${relation.oid}` : undefined;
  };
  const routineId = (oid: number): string | undefined => {
    const routine = routines.get(oid);
    return routine && isUserObject(routine) ? `routine ${routine.oid}` : undefined;
  };
  for (const relation of snapshot.relations) {
    if (!isUserObject(relation)) continue;
    const id = `relation ${relation.oid}`;
    nodes.set(id, { id, identity: qualified(relation), kind: relation.kind });
  }
  for (const routine of snapshot.routines) {
    if (!isUserObject(routine)) continue;
    const id = `routine ${routine.oid}`;
    nodes.set(id, { id, identity: routineRef(routine).identity, kind: "routine" });
  }
  const link = (from: string | undefined, to: string | undefined, kind: DependencyKind): void => {
    if (from === undefined || to === undefined || from === to) return;
    edges.set(`${from} ${to} ${kind}`, { from, to, kind });
  };
  for (const constraint of snapshot.constraints) {
    if (constraint.kind !== "foreign key" || constraint.referenced_relation === null) continue;
    link(relationId(constraint.relation), relationId(constraint.referenced_relation), "foreign key");
  }
  for (const { view, relation } of snapshot.view_dependencies) {
    link(relationId(view), relationId(relation), "reads");
  }
  for (const { oid, partition_of } of snapshot.relations) {
    if (partition_of !== null) link(relationId(oid), relationId(partition_of), "partition of");
  }
  for (const trigger of snapshot.triggers) {
    link(relationId(trigger.relation), routineId(trigger.routine), "trigger runs");
  }
  for (const policy of snapshot.policies) {
    for (const routine of policy.routines) {
      link(relationId(policy.relation), routineId(routine), "policy calls");
    }
  }
  return { nodes, edges: [...edges.values()] };
}

/** The objects of this identity, then what is one step away, then two, and so on. */
function nearest(
  nodes: readonly DependencyNode[],
  { edges, around }: { readonly edges: readonly DependencyEdge[]; readonly around: string },
): readonly DependencyNode[] {
  const outgoing = groupBy(edges, ({ from }) => from);
  const incoming = groupBy(edges, ({ to }) => to);
  const found = new Set(nodes.filter(({ identity }) => identity === around).map(({ id }) => id));
  // A set is walked in the order of insertion, and what is added meanwhile is walked as well.
  for (const id of found) {
    for (const { to } of outgoing.get(id) ?? []) found.add(to);
    for (const { from } of incoming.get(id) ?? []) found.add(from);
  }
  const byId = new Map(nodes.map((node) => [node.id, node]));
  return [...found].flatMap((id) => byId.get(id) ?? []);
}
