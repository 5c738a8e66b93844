import type { Constraint } from "../catalog/constraints.ts";
import type { Index } from "../catalog/indexes.ts";

/** An index with what depends on it. */
export interface IndexUse {
  readonly index: Index;
  /** The key or exclusion constraint that it enforces. */
  readonly constraint: Constraint | undefined;
  /** Foreign keys refer to it: they would have to be made again without it. */
  readonly referenced: boolean;
}

/** Indexes of one table that find the same rows in the same order, and which of them to keep. */
export interface IdenticalIndexes {
  readonly keep: IndexUse;
  /** Those that the kept one stands in for; they can be dropped by themselves. */
  readonly superfluous: readonly IndexUse[];
}

/** Groups the indexes of a table that are alike. Two may differ in name, storage and in whether they are unique. */
export function identicalIndexes(uses: readonly IndexUse[]): readonly IdenticalIndexes[] {
  if (uses.length < 2) return [];
  const groups = new Map<string, IndexUse[]>();
  for (const use of uses) {
    const key = likeness(use.index);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [use]);
    else group.push(use);
  }
  return [...groups.values()].flatMap((group) => (group.length < 2 ? [] : partsOf(group.sort(byWorth))));
}

/** Whether two of the indexes may be alike: a look at numbers only, since in most tables none are. */
export function mayBeIdentical(indexes: readonly Index[]): boolean {
  const seen = new Set(indexes.map(({ columns, key_columns }) => (columns[0] ?? 0) * 32 + key_columns));
  return seen.size < indexes.length;
}

/** Parts of a group, best first: those that one index stands in for, then the same among the rest. */
function partsOf(group: readonly IndexUse[]): IdenticalIndexes[] {
  const [keep, ...others] = group;
  if (keep === undefined || others.length === 0) return [];
  const rest = others.filter((other) => !standsInFor(keep, other));
  // The index of a partition goes with the partitioned table's index, never alone.
  const superfluous = others.filter((other) => other.index.parent === null && standsInFor(keep, other));
  return [...(superfluous.length === 0 ? [] : [{ keep, superfluous }]), ...partsOf(rest)];
}

// How these find their rows depends on their parameters, so two that differ there are not alike.
const TUNED_METHODS: ReadonlySet<string> = new Set(["brin", "bloom", "gist", "hnsw", "ivfflat", "spgist"]);

function likeness(index: Index): string {
  const keys = index.columns.slice(0, index.key_columns);
  const included = index.columns.slice(index.key_columns).sort((left, right) => left - right);
  return JSON.stringify([
    index.access_method,
    keys,
    included,
    index.operator_classes,
    index.ordering,
    index.traits?.operator_class_options ?? null,
    index.expressions,
    index.predicate,
    index.exclusion,
    TUNED_METHODS.has(index.access_method) ? [...index.options].sort() : [],
  ]);
}

/** Whether everything that the other one enforces and serves, this one does. */
function standsInFor({ index, constraint }: IndexUse, other: IndexUse): boolean {
  const deferred = constraint?.deferrable === true;
  if (!index.valid && other.index.valid) return false;
  if (other.index.unique && !(index.unique && nullsAlike(index, other.index))) return false;
  return !(other.index.unique && deferred && other.constraint?.deferrable !== true);
}

function nullsAlike(index: Index, other: Index): boolean {
  return (
    index.primary || index.traits?.nulls_not_distinct === true || other.traits?.nulls_not_distinct !== true
  );
}

/** What to keep comes first: what works, the primary key, then what enforces more, then what more depends on, then what is used more. */
function byWorth(left: IndexUse, right: IndexUse): number {
  const leftWorth = worth(left);
  const rightWorth = worth(right);
  const at = leftWorth.findIndex((value, position) => value !== rightWorth[position]);
  return at === -1 ? left.index.oid - right.index.oid : (rightWorth[at] ?? 0) - (leftWorth[at] ?? 0);
}

function worth({ index, constraint, referenced }: IndexUse): readonly number[] {
  return [
    index.valid,
    index.primary,
    index.unique,
    constraint?.deferrable !== true,
    index.traits?.nulls_not_distinct === true,
    index.parent !== null,
    constraint !== undefined,
    referenced,
    index.traits?.replica_identity === true,
    index.scans,
  ].map(Number);
}
