import type { ObjectRef } from "../catalog/identity.ts";

/** Objects that cannot have one name in one schema. */
export type Space =
  | "relation"
  | "type"
  | "routine"
  | "schema"
  | "extension"
  | "role"
  | "publication"
  | "trigger";

/** Stands between the parts of a key: no name of Postgres holds it. */
export const SEPARATOR = "\u0000";

/** The key of a name within its space. */
export function spaceKey(space: Space, schema: string, name: string): string {
  return `${space}${SEPARATOR}${schema}${SEPARATOR}${name}`;
}

/** The space of an object that belongs to no table; nothing for one that does. */
export function spaceOf(ref: ObjectRef): Space | undefined {
  switch (ref.kind) {
    case "relation":
    case "index":
    case "sequence":
      return "relation";
    case "type":
    case "routine":
    case "schema":
    case "extension":
    case "role":
    case "publication":
      return ref.kind;
    case "trigger":
      return ref.table === undefined ? "trigger" : undefined;
    default:
      return undefined;
  }
}

/** The key of an object that belongs to no table. */
export function keyOf(ref: ObjectRef, space: Space): string {
  return spaceKey(space, ref.schema ?? "", ref.name);
}
