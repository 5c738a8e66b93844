import type { ObjectRef } from "../catalog/identity.ts";
import type { EvidenceValue } from "../findings/finding.ts";

/** One object of a schema as it compares: by identity, each attribute by name, no OID and no live figure in it. */
export interface SchemaObject {
  readonly ref: ObjectRef;
  /** Key of the object it belongs to: the relation of a column, index or policy; its own key otherwise. */
  readonly container: string;
  readonly attributes: Readonly<Record<string, EvidenceValue>>;
}

/** Key of an object: kind and identity. Two objects of one kind never share an identity. */
export function objectKey(ref: Pick<ObjectRef, "kind" | "identity">): string {
  return `${ref.kind} ${ref.identity}`;
}

/** An object that belongs to no other. */
export function freeStanding(ref: ObjectRef, attributes: SchemaObject["attributes"]): SchemaObject {
  return { ref, container: objectKey(ref), attributes };
}
