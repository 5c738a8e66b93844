import { isUserObject } from "../catalog/scope.ts";
import type { AttributeDifference, ObjectDifference } from "../drift/compare_snapshots.ts";
import type { ObjectName, ObjectType } from "../drift/object_type.ts";
import { objectsOf } from "../drift/objects.ts";
import { objectKey, type SchemaObject } from "../drift/schema_object.ts";
import type { ObservedSchema } from "./side.ts";

/** Kinds in the order of the report. */
export const PARITY_KINDS: readonly string[] = [
  "schemas",
  "extensions",
  "roles",
  "types",
  "sequences",
  "tables",
  "columns",
  "constraints",
  "indexes",
  "views",
  "materialized views",
  "foreign tables",
  "functions",
  "triggers",
  "event triggers",
  "policies",
  "grants",
  "default privileges",
  "comments",
  "publications",
  "buckets",
  "cron jobs",
  "database settings",
  "other objects",
  "rows",
  "sequence values",
  "statements",
];

const KINDS: Readonly<Record<string, string>> = {
  schema: "schemas",
  extension: "extensions",
  role: "roles",
  type: "types",
  sequence: "sequences",
  column: "columns",
  constraint: "constraints",
  index: "indexes",
  routine: "functions",
  policy: "policies",
  privilege: "default privileges",
  publication: "publications",
  bucket: "buckets",
  cron_job: "cron jobs",
  database: "database settings",
};

const RELATIONS: Readonly<Record<string, string>> = {
  view: "views",
  "materialized view": "materialized views",
  "foreign table": "foreign tables",
};

/** The line of the report that an attribute of an object belongs to. */
function kindOfAttribute(object: Pick<SchemaObject, "ref">, relationKind: string, attribute: string): string {
  if (attribute === "privileges" && object.ref.kind !== "privilege") return "grants";
  if (attribute === "comment") return "comments";
  return kindOf(object, relationKind);
}

function kindOf({ ref }: Pick<SchemaObject, "ref">, relationKind: string): string {
  if (ref.kind === "relation") return RELATIONS[relationKind] ?? "tables";
  if (ref.kind === "trigger") return ref.table === undefined ? "event triggers" : "triggers";
  return KINDS[ref.kind] ?? "other objects";
}

/** The line of the report for objects of a type that only the user's state tells apart. */
export function kindOfType(type: ObjectType): string {
  switch (type) {
    case "relation":
      return "tables";
    case "event trigger":
      return "event triggers";
    case "default privileges":
      return "default privileges";
    case "cron job":
      return "cron jobs";
    case "settings":
      return "database settings";
    default:
      return KINDS[type] ?? (type === "trigger" ? "triggers" : "other objects");
  }
}

/** The same of one attribute of it. */
export function kindOfStateAttribute({ type }: Pick<ObjectName, "type">, attribute: string): string {
  if (attribute === "comment") return "comments";
  return attribute === "privileges" && type !== "default privileges" ? "grants" : kindOfType(type);
}

/** A difference of objects as differences of the report: privileges and comments count on lines of their own. */
export function splitByKind(
  difference: ObjectDifference,
  schema: ObservedSchema,
): readonly { readonly kind: string; readonly attributes: readonly AttributeDifference[] }[] {
  const relationKind = relationKindOf(difference, schema);
  const own = kindOf(difference, relationKind);
  if (difference.change !== "changed") return [{ kind: own, attributes: difference.attributes }];
  const byKind = new Map<string, AttributeDifference[]>();
  for (const attribute of difference.attributes) {
    const kind = kindOfAttribute(difference, relationKind, attribute.name);
    byKind.set(kind, [...(byKind.get(kind) ?? []), attribute]);
  }
  return [...byKind].map(([kind, attributes]) => ({ kind, attributes }));
}

function relationKindOf({ ref }: Pick<SchemaObject, "ref">, { snapshot }: ObservedSchema): string {
  return String(objectsOf(snapshot).get(objectKey(ref))?.attributes.kind ?? "");
}

/**
 * What a schema has of the user's, by kind: object and, for privileges, who holds them. The platform's own objects are
 * compared like all others and not counted.
 */
export function countedParts(schema: ObservedSchema): ReadonlyMap<string, ReadonlySet<string>> {
  const parts = new Map<string, Set<string>>();
  const add = (kind: string, key: string): void => {
    const known = parts.get(kind);
    if (known === undefined) parts.set(kind, new Set([key]));
    else known.add(key);
  };
  const objects = objectsOf(schema.snapshot);
  for (const [key, object] of objects) {
    if (object.ref.kind === "migration" || !isCounted(object, objects)) continue;
    add(kindOf(object, String(object.attributes.kind ?? "")), key);
    const held = object.attributes.privileges;
    if (object.ref.kind === "privilege" || typeof held !== "object" || held === null) continue;
    for (const grantee of Object.keys(held)) add("grants", `${key} ${grantee}`);
  }
  for (const [key, object] of schema.state.objects) {
    if (object.attributes.comment !== undefined) add("comments", key);
    if (kindOfType(object.type) === "other objects") add("other objects", key);
  }
  return parts;
}

function isCounted(object: SchemaObject, objects: ReadonlyMap<string, SchemaObject>): boolean {
  const { ref } = object;
  switch (ref.kind) {
    case "policy":
    case "trigger":
    case "bucket":
    case "cron_job":
    case "extension":
    case "privilege":
    case "publication":
    case "role":
    case "database":
      return true;
    case "schema":
      return isUserObject({ schema: ref.name, extension: null });
    default: {
      const member = object.attributes.extension ?? objects.get(object.container)?.attributes.extension;
      return isUserObject({
        schema: ref.schema ?? "",
        extension: typeof member === "string" ? member : null,
      });
    }
  }
}
