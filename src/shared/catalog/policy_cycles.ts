/** What policies with subqueries and calls of functions read, by OID. */
export interface PolicyReads {
  /** Each policy with its own relation and those that its subqueries name. */
  readonly policies: readonly (readonly [policy: number, relation: number, reads: readonly number[]])[];
  readonly views: readonly (readonly [view: number, relation: number])[];
  /** Functions that run as their caller, by the relation of the policy that calls them. */
  readonly calls: readonly (readonly [relation: number, routine: number])[];
  /** Relations that a function may read, and functions that it may call. */
  readonly reading: readonly (readonly [routine: number, relation: number])[];
  readonly calling: readonly (readonly [routine: number, callee: number])[];
}

/**
 * The policies that may lead back to their own relation, and the relations on the way. What nothing reads, or what reads
 * nothing, lies on no cycle: it is taken away until nothing changes. Time grows with the number of readings.
 */
export function onCycles({ policies, views, calls, reading, calling }: PolicyReads): {
  readonly policies: readonly number[];
  readonly relations: readonly number[];
  readonly routines: readonly number[];
} {
  const reads = new Map<number, Set<number>>();
  const readBy = new Map<number, Set<number>>();
  // Relations and functions have their OIDs from catalogs of their own: below zero it is a function's.
  const edges: (readonly [from: number, to: number])[] = [
    ...views,
    ...calls.map(([relation, routine]) => [relation, -routine] as const),
    ...reading.map(([routine, relation]) => [-routine, relation] as const),
    ...calling.map(([routine, callee]) => [-routine, -callee] as const),
  ];
  for (const [, relation, read] of policies) for (const other of read) edges.push([relation, other]);
  for (const [from, to] of edges) {
    add(reads, from, to);
    add(readBy, to, from);
  }
  const gone = new Set<number>();
  const queue = [...new Set([...reads.keys(), ...readBy.keys()])];
  for (let relation = queue.pop(); relation !== undefined; relation = queue.pop()) {
    const below = reads.get(relation);
    const above = readBy.get(relation);
    if (gone.has(relation) || ((below?.size ?? 0) > 0 && (above?.size ?? 0) > 0)) continue;
    gone.add(relation);
    for (const other of below ?? []) {
      readBy.get(other)?.delete(relation);
      queue.push(other);
    }
    for (const other of above ?? []) {
      reads.get(other)?.delete(relation);
      queue.push(other);
    }
  }
  const left = [...new Set(edges.flat())].filter((node) => !gone.has(node));
  const isLeft = new Set(left);
  return {
    policies: policies.flatMap(([policy, relation]) => (isLeft.has(relation) ? [policy] : [])),
    relations: left.filter((node) => node > 0),
    routines: left.filter((node) => node < 0).map((node) => -node),
  };
}

function add(map: Map<number, Set<number>>, key: number, value: number): void {
  const known = map.get(key);
  if (known === undefined) map.set(key, new Set([value]));
  else known.add(value);
}
