import type { ObjectDrift } from "../drift/compare_objects.ts";
import type { AttributeDifference, ObjectDifference } from "../drift/compare_snapshots.ts";
import { refOf } from "../drift/object_type.ts";
import type { DumpDifference } from "./dump_entries.ts";
import type { ParityDifference } from "./parity.ts";
import { kindOfStateAttribute, kindOfType, splitByKind } from "./parity_kinds.ts";
import type { ObservedSchema } from "./side.ts";

type Side = ParityDifference["side"];

/** Differences of objects on the lines of the report. */
export function catalogLines(
  differences: readonly ObjectDifference[],
  { side, schema }: { readonly side: Side; readonly schema: ObservedSchema },
): readonly ParityDifference[] {
  return differences.flatMap((difference) =>
    splitByKind(difference, schema).map(({ kind, attributes }) => ({
      observer: "catalog" as const,
      side,
      kind,
      object: difference.ref.identity,
      change: difference.change,
      attributes,
    })),
  );
}

/** The words of drift, seen from the old chain. */
const CHANGES = { missing: "removed", unexpected: "added", changed: "changed" } as const;

/** Differences of the user's objects on the lines of the report. */
export function stateLines(drifts: readonly ObjectDrift[], side: Side): readonly ParityDifference[] {
  return drifts.flatMap(({ object, change, attributes }) => {
    const byKind = new Map<string, AttributeDifference[]>();
    for (const { name, expected, actual } of attributes) {
      const kind = change === "changed" ? kindOfStateAttribute(object, name) : kindOfType(object.type);
      const difference = {
        name,
        ...(expected === undefined ? {} : { before: expected }),
        ...(actual === undefined ? {} : { after: actual }),
      };
      byKind.set(kind, [...(byKind.get(kind) ?? []), difference]);
    }
    if (byKind.size === 0) byKind.set(kindOfType(object.type), []);
    return [...byKind].map(([kind, found]) => ({
      observer: "catalog" as const,
      side,
      kind,
      object: refOf(object).identity,
      change: CHANGES[change],
      attributes: found,
    }));
  });
}

/** Differences of dumps on lines by the type of the entry. */
export function dumpLines(differences: readonly DumpDifference[], side: Side): readonly ParityDifference[] {
  return differences.map(({ entry, change, before, after }) => ({
    observer: "pg_dump" as const,
    side,
    kind: /^[A-Z ]+(?= )/.exec(entry)?.[0] ?? "entry",
    object: entry,
    change,
    attributes: [
      {
        name: "definition",
        ...(before === undefined ? {} : { before }),
        ...(after === undefined ? {} : { after }),
      },
    ],
  }));
}
