import type { ObjectDifference } from "../drift/compare_snapshots.ts";
import { objectKey } from "../drift/schema_object.ts";
import type { EvidenceValue } from "../findings/finding.ts";
import { quoteIdent } from "../sql/ident.ts";

/**
 * The differences without those that only follow from extensions having moved to another schema or another version:
 * their members, and objects of the user whose types and expressions are spelled with the new schema.
 */
export function withoutFollowers(
  differences: ObjectDifference[],
  extensionOf: (key: string) => EvidenceValue | undefined,
): ObjectDifference[] {
  const changed = new Set(
    differences.flatMap(({ ref, change }) =>
      ref.kind === "extension" && change === "changed" ? [ref.name] : [],
    ),
  );
  if (changed.size === 0) return differences;
  const ofExtension = new Set(
    differences.filter((difference) => {
      const own =
        valueIn(difference, "extension") ??
        extensionOf(objectKey(difference.ref)) ??
        extensionOf(difference.container);
      return typeof own === "string" && changed.has(own);
    }),
  );
  const moves = differences.flatMap((difference) => {
    if (difference.ref.kind !== "extension") return [];
    const schema = difference.attributes.find(({ name }) => name === "schema");
    if (typeof schema?.before !== "string" || typeof schema.after !== "string") return [];
    return [{ extension: difference.ref.name, from: schema.before, to: schema.after }];
  });
  const spellings = [
    ...[...ofExtension].flatMap((difference) => {
      const move = moves.find(({ extension }) => valueIn(difference, "extension") === extension);
      if (move === undefined || difference.change !== "removed") return [];
      const name = quoteIdent(difference.ref.name);
      return [[`${quoteIdent(move.from)}.${name}`, `${quoteIdent(move.to)}.${name}`] as const];
    }),
    // Operators are in no snapshot, but expressions name their schema.
    ...moves.map(({ from, to }) => [`OPERATOR(${quoteIdent(from)}.`, `OPERATOR(${quoteIdent(to)}.`] as const),
  ];
  const respell = (text: string): string =>
    spellings.reduce((spelled, [from, to]) => spelled.replaceAll(from, to), text);
  const rest = differences.filter((difference) => !ofExtension.has(difference));
  const added = new Map(
    rest
      .filter(({ change }) => change === "added")
      .map((difference) => [objectKey(difference.ref), difference]),
  );
  const followers = new Set<ObjectDifference>();
  for (const difference of rest) {
    if (difference.change === "changed") {
      if (respell(sideText(difference, "before")) === sideText(difference, "after"))
        followers.add(difference);
    } else if (difference.change === "removed") {
      const renamed = added.get(respell(objectKey(difference.ref)));
      if (renamed === undefined) continue;
      if (respell(sideText(difference, "before")) !== sideText(renamed, "after")) continue;
      followers.add(difference);
      followers.add(renamed);
    }
  }
  return rest.filter((difference) => !followers.has(difference));
}

function valueIn(difference: ObjectDifference, attribute: string): EvidenceValue | undefined {
  const found = difference.attributes.find(({ name }) => name === attribute);
  return found?.before ?? found?.after;
}

/** The values of one side as text that can be spelled anew: without the escapes of JSON. */
function sideText({ attributes }: ObjectDifference, side: "before" | "after"): string {
  return JSON.stringify(attributes.map((attribute) => [attribute.name, attribute[side] ?? null])).replaceAll(
    '\\"',
    '"',
  );
}
