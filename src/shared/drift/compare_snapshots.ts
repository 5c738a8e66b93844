import type { ObjectRef } from "../catalog/identity.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { EvidenceValue } from "../findings/finding.ts";
import { objectsOf } from "./objects.ts";
import { objectKey, type SchemaObject } from "./schema_object.ts";

/** An attribute that differs; a value is left out on the side that lacks the attribute. */
export interface AttributeDifference {
  readonly name: string;
  readonly before?: EvidenceValue;
  readonly after?: EvidenceValue;
}

/** One object that differs between two states of a schema. */
export interface ObjectDifference {
  readonly ref: ObjectRef;
  /** Key of the object it belongs to, its own key where it belongs to none. */
  readonly container: string;
  readonly change: "added" | "removed" | "changed";
  /** Of an added or removed object: all of them. */
  readonly attributes: readonly AttributeDifference[];
}

/** One state of a schema. Definitions are compared where both states have them. */
export interface SchemaState {
  readonly snapshot: CatalogSnapshot;
  /** Deparsed text, by object key, of what the snapshot holds no text of. */
  readonly definitions?: ReadonlyMap<string, SchemaObject>;
}

/** What differs between two states, attribute by attribute, objects matched by kind and identity; in order of identity. */
export function compareSnapshots(before: SchemaState, after: SchemaState): readonly ObjectDifference[] {
  const differences = [...differencesOf(objectsOf(before.snapshot), objectsOf(after.snapshot))];
  if (before.definitions !== undefined && after.definitions !== undefined) {
    differences.push(...differencesOf(before.definitions, after.definitions));
  }
  return merged(differences).sort((left, right) => compareText(left.ref.identity, right.ref.identity));
}

function* differencesOf(
  before: ReadonlyMap<string, SchemaObject>,
  after: ReadonlyMap<string, SchemaObject>,
): Iterable<ObjectDifference> {
  for (const [key, object] of before) {
    const other = after.get(key);
    const attributes = attributeDifferences(object.attributes, other?.attributes ?? {});
    if (other === undefined) yield { ...placeOf(object), change: "removed", attributes };
    else if (attributes.length > 0) yield { ...placeOf(object), change: "changed", attributes };
  }
  for (const [key, object] of after) {
    if (before.has(key)) continue;
    yield { ...placeOf(object), change: "added", attributes: attributeDifferences({}, object.attributes) };
  }
}

function placeOf({ ref, container }: SchemaObject): Pick<ObjectDifference, "ref" | "container"> {
  return { ref, container };
}

function attributeDifferences(
  before: SchemaObject["attributes"],
  after: SchemaObject["attributes"],
): readonly AttributeDifference[] {
  const found: AttributeDifference[] = [];
  for (const [name, value] of Object.entries(before)) {
    if (!(name in after)) found.push({ name, before: value });
    else if (!sameValue(value, after[name] ?? null))
      found.push({ name, before: value, after: after[name] ?? null });
  }
  for (const [name, value] of Object.entries(after)) {
    if (!(name in before)) found.push({ name, after: value });
  }
  return found;
}

function sameValue(left: EvidenceValue, right: EvidenceValue): boolean {
  if (left === right) return true;
  if (typeof left !== "object" || typeof right !== "object") return false;
  return JSON.stringify(left) === JSON.stringify(right);
}

/** An object whose facts and whose definition both differ is one difference. */
function merged(differences: readonly ObjectDifference[]): ObjectDifference[] {
  const byObject = new Map<string, ObjectDifference>();
  for (const difference of differences) {
    const key = objectKey(difference.ref);
    const known = byObject.get(key);
    byObject.set(
      key,
      known === undefined
        ? difference
        : { ...known, attributes: [...known.attributes, ...difference.attributes] },
    );
  }
  return [...byObject.values()];
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
