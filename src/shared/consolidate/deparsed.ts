import {
  type AttributeDifference,
  compareSnapshots,
  type ObjectDifference,
} from "../drift/compare_snapshots.ts";
import { objectsOf } from "../drift/objects.ts";
import { objectKey } from "../drift/schema_object.ts";
import type { EvidenceValue } from "../findings/finding.ts";
import { compareDumps, type DumpDifference } from "./dump_entries.ts";
import type { ObservedSchema } from "./side.ts";

/** Attributes whose text Postgres prints from a stored tree: how it reads depends on how it was entered. */
const DEPARSED: ReadonlySet<string> = new Set([
  "using",
  "with_check",
  "default",
  "predicate",
  "expressions",
  "query",
  "definition",
  "signature",
]);

/** Whether an attribute of an object holds a printed expression. */
export function isDeparsed(name: string): boolean {
  return DEPARSED.has(name) || name.startsWith("rule ") || name.startsWith("constraint ");
}

/** Both schemas after their texts have settled. */
export interface SettledSchemas {
  readonly before: ObservedSchema;
  readonly after: ObservedSchema;
}

/**
 * Differences without those that are only a way of writing: an attribute that holds a printed expression, on an object
 * that both settled schemas have, and that is the same in both.
 */
export function withoutSpelling(
  differences: readonly ObjectDifference[],
  { before, after }: SettledSchemas,
): readonly ObjectDifference[] {
  const remaining = new Map(
    compareSnapshots(before, after).map((difference) => [objectKey(difference.ref), difference]),
  );
  return differences.flatMap((difference): ObjectDifference[] => {
    if (difference.change !== "changed") return [difference];
    const key = objectKey(difference.ref);
    const isSame = ({ name }: AttributeDifference): boolean => {
      if (!isDeparsed(name)) return false;
      // What could not be restored says nothing of what it means.
      if (attributeOf(before, key, name) === undefined || attributeOf(after, key, name) === undefined)
        return false;
      return remaining.get(key)?.attributes.some((attribute) => attribute.name === name) !== true;
    };
    const attributes = difference.attributes.filter((attribute) => !isSame(attribute));
    return attributes.length === 0 ? [] : [{ ...difference, attributes }];
  });
}

function attributeOf(schema: ObservedSchema, key: string, name: string): EvidenceValue | undefined {
  return (
    objectsOf(schema.snapshot).get(key)?.attributes[name] ?? schema.definitions.get(key)?.attributes[name]
  );
}

/** The same of what pg_dump writes: entries that both settled dumps have, with the same text. */
export function withoutSpellingInDumps(
  differences: readonly DumpDifference[],
  { before, after }: SettledSchemas,
): readonly DumpDifference[] {
  const remaining = new Set(compareDumps(before.entries, after.entries).map(({ entry }) => entry));
  return differences.filter(
    ({ entry, change }) =>
      change !== "changed" || remaining.has(entry) || !before.entries.has(entry) || !after.entries.has(entry),
  );
}
