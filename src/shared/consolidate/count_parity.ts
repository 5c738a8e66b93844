import type { ObjectDifference } from "../drift/compare_snapshots.ts";
import { objectKey } from "../drift/schema_object.ts";
import type { ParityCount } from "./parity.ts";
import { countedParts, PARITY_KINDS, splitByKind } from "./parity_kinds.ts";
import type { RowDigests } from "./row_digests.ts";
import type { ObservedDatabase, ObservedSchema } from "./side.ts";

/** Counts by kind; kinds that neither side has are left out. */
export function countObjects(
  before: ObservedSchema,
  after: ObservedSchema,
  differences: readonly ObjectDifference[],
): readonly ParityCount[] {
  const [one, other] = [countedParts(before), countedParts(after)];
  const differing = differingParts(differences, after);
  return PARITY_KINDS.flatMap((kind): ParityCount[] => {
    const [old, now] = [one.get(kind) ?? new Set<string>(), other.get(kind) ?? new Set<string>()];
    if (old.size === 0 && now.size === 0) return [];
    const same = [...old].filter((key) => now.has(key) && differing.get(kind)?.has(key) !== true).length;
    return [{ kind, before: old.size, after: now.size, same }];
  });
}

function differingParts(
  differences: readonly ObjectDifference[],
  schema: ObservedSchema,
): ReadonlyMap<string, ReadonlySet<string>> {
  const parts = new Map<string, Set<string>>();
  const add = (kind: string, key: string): void => {
    const known = parts.get(kind) ?? new Set<string>();
    parts.set(kind, known.add(key));
  };
  for (const difference of differences) {
    const key = objectKey(difference.ref);
    for (const { kind, attributes } of splitByKind(difference, schema)) {
      add(kind, key);
      if (kind !== "grants") continue;
      for (const { before, after } of attributes) {
        const [old, now] = [record(before), record(after)];
        for (const grantee of new Set([...Object.keys(old), ...Object.keys(now)])) {
          if (old[grantee] !== now[grantee]) add(kind, `${key} ${grantee}`);
        }
      }
    }
  }
  return parts;
}

function record(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : {};
}

type Data = Pick<ObservedDatabase, "rows" | "sequences">;

/** Counts of rows and of used sequences. */
export function countData(before: Data, after: Data): readonly ParityCount[] {
  const rows = (digests: RowDigests) => [...digests.values()].reduce((sum, table) => sum + table.rows, 0);
  const sameRows = [...before.rows].reduce(
    (sum, [table, { digest, rows: count }]) => (after.rows.get(table)?.digest === digest ? sum + count : sum),
    0,
  );
  const sameSequences = [...before.sequences].filter(([name, value]) => after.sequences.get(name) === value);
  return [
    { kind: "rows", before: rows(before.rows), after: rows(after.rows), same: sameRows },
    {
      kind: "sequence values",
      before: before.sequences.size,
      after: after.sequences.size,
      same: sameSequences.length,
    },
  ].filter((count) => count.before > 0 || count.after > 0);
}
