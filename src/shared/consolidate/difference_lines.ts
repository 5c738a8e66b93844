import type { ObjectDifference } from "../drift/compare_snapshots.ts";
import type { DumpDifference } from "./dump_entries.ts";
import type { ParityDifference } from "./parity.ts";
import { splitByKind } from "./parity_kinds.ts";
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
