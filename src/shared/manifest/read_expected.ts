import type { Session } from "../database/database.ts";
import {
  type ObjectPrint,
  printText,
  readObjectPrints,
  readSchemaPrints,
  type SchemaPrints,
  type TextForms,
} from "../drift/fingerprints.ts";
import { nameKey } from "../drift/object_type.ts";
import { beginReading, endReading } from "../drift/objects/queries.ts";
import { isPlatformObject } from "../drift/platform_state.ts";
import type { DriftServer } from "../drift/read_drift.ts";
import {
  type DriftObject,
  type DriftObjects,
  readCreatedPrivileges,
  readOtherObjects,
  readSchemaObjects,
} from "../drift/read_objects.ts";
import type { ExpectedSchema, ManifestObject } from "./expected_schema.ts";

/** What a replay left, and what of it was there before. */
export interface ExpectedSource {
  readonly server: DriftServer;
  /** Other forms of texts → the canonical one. */
  readonly forms: TextForms;
  /** Objects that lie in no schema, of the empty project. */
  readonly before: DriftObjects;
}

/** Objects that lie in no schema, as they are now. Changes nothing. */
export async function readOthers(session: Session, server: DriftServer): Promise<DriftObjects> {
  await beginReading(session);
  const others = await readOtherObjects(session, { server }, server.tables);
  await endReading(session);
  return others;
}

/** Reads the state of a replayed folder as a manifest holds it. Changes nothing. */
export async function readExpectedSchema(session: Session, source: ExpectedSource): Promise<ExpectedSchema> {
  const { server, forms, before } = source;
  await beginReading(session);
  const scope = { server };
  const prints = await readSchemaPrints(session, { server, forms });
  const objectPrints = await readObjectPrints(session, { server, forms });
  const objects = await readSchemaObjects(session, scope);
  const created = await readCreatedPrivileges(session, scope);
  const others = await readOtherObjects(session, scope, server.tables);
  await endReading(session);
  return {
    forms: classesOf(forms),
    created: sorted(created),
    schemas: schemasOf(prints, objects, objectPrints),
    others: [...others.values()]
      .filter((object) => !isOfPlatform(object, before))
      .sort(byKey)
      .map(otherOf),
  };
}

const COMPARED_WHOLE: ReadonlySet<string> = new Set(["default privileges", "database", "language"]);

/** What the empty project had already is not the migrations' doing. */
function isOfPlatform(object: DriftObject, before: DriftObjects): boolean {
  // These are compared as a whole: what was changed of the platform's counts, and so does what was not.
  if (COMPARED_WHOLE.has(object.type)) return false;
  const known = before.get(nameKey(object));
  return (
    isPlatformObject(object) ||
    (known !== undefined && JSON.stringify(known.attributes) === JSON.stringify(object.attributes))
  );
}

function classesOf(forms: TextForms): Record<string, string[]> {
  const classes: Record<string, string[]> = {};
  for (const [other, canonical] of Object.entries(forms).sort()) {
    const members = classes[canonical] ?? [];
    classes[canonical] = members;
    members.push(other);
  }
  return sorted(classes);
}

function schemasOf(
  prints: SchemaPrints,
  objects: DriftObjects,
  objectPrints: ReadonlyMap<string, ObjectPrint>,
): ExpectedSchema["schemas"] {
  const columns = new Map<string, [string, DriftObject["attributes"]][]>();
  const bySchema = new Map<string, ManifestObject[]>([...prints.keys()].sort().map((schema) => [schema, []]));
  const ordered = [...objects.values()].sort(byKey);
  for (const { type, schema, parent, name, attributes } of ordered) {
    if (type !== "column") continue;
    const key = nameKey({ type: "relation", schema, parent: null, name: parent ?? "" });
    const known = columns.get(key) ?? [];
    columns.set(key, known);
    known.push([name, sorted(attributes)]);
  }
  for (const object of ordered) {
    if (object.type === "column") continue;
    const key = nameKey(object);
    const own = columns.get(key);
    const print = objectPrints.get(key)?.print;
    bySchema.get(object.schema ?? "")?.push({
      type: object.type,
      ...(object.parent === null ? {} : { parent: object.parent }),
      name: object.name,
      ...(print === undefined ? {} : { print: printText(print) }),
      attributes: sorted(object.attributes),
      ...(own === undefined ? {} : { columns: own }),
    });
  }
  return [...bySchema].map(([name, objects]) => ({
    name,
    prints: Object.fromEntries(
      [...(prints.get(name) ?? [])].map(([type, print]) => [type, printText(print)] as const).sort(),
    ),
    objects,
  }));
}

function otherOf({ type, schema, name, attributes }: DriftObject): ExpectedSchema["others"][number] {
  return { type, ...(schema === null ? {} : { schema }), name, attributes: sorted(attributes) };
}

function byKey(left: DriftObject, right: DriftObject): number {
  return nameKey(left) < nameKey(right) ? -1 : 1;
}

function sorted<Value>(record: Readonly<Record<string, Value>>): Record<string, Value> {
  return Object.fromEntries(Object.entries(record).sort(([left], [right]) => (left < right ? -1 : 1)));
}
