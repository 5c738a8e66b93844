import { groupBy } from "./lookup.ts";
import type { CatalogSnapshot } from "./snapshot.ts";

const namesBySchema = new WeakMap<CatalogSnapshot, ReadonlyMap<string, ReadonlySet<string>>>();

/** Names of relations, indexes and sequences, which share one name space in each schema. */
function takenNames(snapshot: CatalogSnapshot): ReadonlyMap<string, ReadonlySet<string>> {
  const known = namesBySchema.get(snapshot);
  if (known !== undefined) return known;
  const objects = [
    ...snapshot.indexes,
    ...snapshot.relations,
    ...snapshot.sequences,
    ...(snapshot.focus?.taken ?? []),
  ];
  const names = new Map(
    [...groupBy(objects, ({ schema }) => schema)].map(([schema, found]) => [
      schema,
      new Set(found.map(({ name }) => name)),
    ]),
  );
  namesBySchema.set(snapshot, names);
  return names;
}

/**
 * A name of at most 63 bytes that no relation of the schema has: the stem, cut where it must be, and the tail, which is
 * ASCII. `given` holds names that were proposed before and are not free either.
 */
export function freeName(
  snapshot: CatalogSnapshot,
  wanted: {
    readonly schema: string;
    readonly stem: string;
    readonly tail: string;
    readonly given?: ReadonlySet<string>;
  },
): string {
  const taken = takenNames(snapshot).get(wanted.schema);
  for (let number = 0; ; number++) {
    const tail = `${wanted.tail}${number === 0 ? "" : number}`;
    const name = `${clip(wanted.stem, 63 - tail.length)}${tail}`;
    if (taken?.has(name) !== true && wanted.given?.has(name) !== true) return name;
  }
}

function clip(text: string, bytes: number): string {
  // A character takes three bytes at most, two of a surrogate pair four: most names need no counting.
  if (text.length * 3 <= bytes || /^[ -~]*$/.test(text)) return text.slice(0, bytes);
  const encoder = new TextEncoder();
  let clipped = "";
  let used = 0;
  for (const character of text) {
    used += encoder.encode(character).length;
    if (used > bytes) break;
    clipped += character;
  }
  return clipped;
}
