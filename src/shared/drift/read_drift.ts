import type { Session } from "../database/database.ts";
import {
  createdOf,
  type ExpectedSchema,
  formsOf,
  openObjects,
  otherObjects,
} from "../manifest/expected_schema.ts";
import {
  compareObjects,
  type DriftState,
  isDeparsed,
  type ObjectDrift,
  type SameText,
} from "./compare_objects.ts";
import { type Fingerprint, printText, readObjectPrints, readSchemaPrints } from "./fingerprints.ts";
import { withoutCascades } from "./fold.ts";
import { nameKey, type ObjectName, type ObjectType } from "./object_type.ts";
import { beginReading, endReading, type Scope } from "./objects/queries.ts";
import type { SourceServer } from "./objects/source.ts";
import {
  type DriftObject,
  type DriftObjects,
  readCreatedPrivileges,
  readOtherObjects,
  readSchemaObjects,
} from "./read_objects.ts";
import { withoutRenamed } from "./renames.ts";

/** What reading needs to know of the server. */
export interface DriftServer extends SourceServer {
  /** Relations outside pg_catalog that exist. */
  readonly tables: { readonly has: (name: string) => boolean };
}

/** How two texts that differ are judged, made only where texts differ; null where it cannot be told. */
export type MakeSameText = () => Promise<SameText | null>;

/** A difference, which may be none where only texts differ and nothing can read them. */
export interface FoundDrift extends ObjectDrift {
  readonly doubtful?: true;
}

/**
 * What is not as the manifest says, in order of name: fingerprints by schema and type first, then of the objects of those
 * that differ, then the attributes of the objects that differ. Reads inside the caller's transaction and leaves its
 * settings as they were.
 * @throws the driver's error when the server refuses; SupawardenError `input` for a damaged manifest.
 */
export async function readDrift(
  session: Session,
  expected: ExpectedSchema,
  options: { readonly server: DriftServer; readonly sameText: MakeSameText },
): Promise<readonly FoundDrift[]> {
  const { server } = options;
  await beginReading(session);
  const differing = await differingTypes(session, expected, server);
  const sides = await readSides(session, expected, { differing, server });
  const scope = { server };
  const created = sides.isEmpty ? {} : await readCreatedPrivileges(session, scope);
  const others = await readOtherObjects(session, scope, server.tables);
  await endReading(session);
  const left = { objects: merged(sides.expected, otherObjects(expected)), created: createdOf(expected) };
  const right = { objects: merged(sides.actual, others), created };
  // Texts are compared literally first: no parser is needed where none of them differs.
  const literal = compareObjects(left, right, () => false);
  const drifts = literal.some(isOfTexts) ? await judgedByText(left, right, { literal, ...options }) : literal;
  const compared = { expected: left, actual: right };
  return [...withoutRenamed(withoutCascades(drifts, compared), compared)].sort((one, other) =>
    nameKey(one.object) < nameKey(other.object) ? -1 : 1,
  );
}

async function judgedByText(
  expected: DriftState,
  actual: DriftState,
  options: { readonly literal: readonly ObjectDrift[]; readonly sameText: MakeSameText },
): Promise<readonly FoundDrift[]> {
  const sameText = await options.sameText();
  if (sameText !== null) return compareObjects(expected, actual, sameText);
  return options.literal.map((drift) =>
    drift.change === "changed" && drift.attributes.every((attribute) => isText(drift, attribute.name))
      ? { ...drift, doubtful: true }
      : drift,
  );
}

function isOfTexts(drift: ObjectDrift): boolean {
  return drift.change === "changed" && drift.attributes.some(({ name }) => isText(drift, name));
}

function isText({ object }: ObjectDrift, name: string): boolean {
  return isDeparsed({ type: object.type, name });
}

/** Schemas in which fingerprints differ, by type. */
type Differing = ReadonlyMap<ObjectType, readonly string[]>;

async function differingTypes(
  session: Session,
  expected: ExpectedSchema,
  server: DriftServer,
): Promise<Differing> {
  const actual = await readSchemaPrints(session, { server, forms: formsOf(expected) });
  const differing = new Map<ObjectType, string[]>();
  const note = (schema: string, type: string) => {
    const schemas = differing.get(type as ObjectType) ?? [];
    differing.set(type as ObjectType, schemas);
    schemas.push(schema);
  };
  const wantedBySchema = new Map(expected.schemas.map(({ name, prints }) => [name, prints]));
  for (const schema of new Set([...wantedBySchema.keys(), ...actual.keys()])) {
    const wanted = wantedBySchema.get(schema) ?? {};
    const found = actual.get(schema);
    for (const type of new Set([...Object.keys(wanted), ...(found?.keys() ?? [])])) {
      const print = found?.get(type as ObjectType);
      if (print === undefined || printText(print) !== wanted[type]) note(schema, type);
    }
  }
  return differing;
}

interface Sides {
  readonly expected: DriftObjects;
  readonly actual: DriftObjects;
  readonly isEmpty: boolean;
}

async function readSides(
  session: Session,
  manifest: ExpectedSchema,
  context: { readonly differing: Differing; readonly server: DriftServer },
): Promise<Sides> {
  const { differing, server } = context;
  const opened = await openObjects(manifest, [...new Set([...differing.values()].flat())]);
  const expected = new Map<string, DriftObject>();
  const actual = new Map<string, DriftObject>();
  for (const [type, schemas] of differing) {
    const scope: Scope = { server, schemas, types: type === "relation" ? ["relation", "column"] : [type] };
    const prints = await readObjectPrints(session, { ...scope, forms: formsOf(manifest) });
    const inScope = new Set(schemas);
    const wanted: ObjectName[] = [];
    const names = new Set<string>();
    for (const [key, { object, print }] of opened.prints) {
      if (object.type !== type || !inScope.has(object.schema ?? "")) continue;
      if (isSame(prints.get(key)?.print, print)) continue;
      names.add(key);
      if (prints.has(key)) wanted.push(object);
    }
    for (const [key, { object }] of prints) {
      if (!opened.prints.has(key)) wanted.push(object);
    }
    for (const [key, object] of opened.objects) {
      const owner =
        object.type === "column"
          ? nameKey({ type: "relation", schema: object.schema, parent: null, name: object.parent ?? "" })
          : key;
      if (names.has(owner)) expected.set(key, object);
    }
    if (wanted.length === 0) continue;
    for (const [key, object] of await readSchemaObjects(session, scope, wanted)) actual.set(key, object);
  }
  return { expected, actual, isEmpty: expected.size + actual.size === 0 };
}

function isSame(left: Fingerprint | undefined, right: Fingerprint): boolean {
  return left === right;
}

function merged(left: DriftObjects, right: DriftObjects): DriftObjects {
  return new Map([...left, ...right]);
}
