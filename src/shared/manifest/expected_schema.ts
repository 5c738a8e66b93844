import { z } from "zod";
import type { DeepReadonly } from "../catalog/family.ts";
import type { DriftState } from "../drift/compare_objects.ts";
import type { TextForms } from "../drift/fingerprints.ts";
import {
  nameKey,
  type ObjectName,
  type ObjectType,
  OTHER_TYPES,
  SCHEMA_TYPES,
} from "../drift/object_type.ts";
import type { Attributes, CreatedPrivileges, DriftObject } from "../drift/read_objects.ts";
import { SupawardenError } from "../errors.ts";
import { gunzipText } from "./gzip_text.ts";

const TYPES = [...SCHEMA_TYPES, ...OTHER_TYPES] as const;
/** A fingerprint: 16 hexadecimal digits. */
const print = z.string().regex(/^[0-9a-f]{16}$/);
const md5 = z.string().regex(/^[0-9a-f]{32}$/);
/** Kept as it was parsed: a name can be `__proto__`, which a copy would lose. */
const record = z.custom<Readonly<Record<string, unknown>>>(
  (value) => typeof value === "object" && value !== null && !Array.isArray(value),
);

/** Name and attributes of a column. */
export type ManifestColumn = readonly [name: string, attributes: Readonly<Record<string, unknown>>];
const column = z.custom<ManifestColumn>(
  (value) =>
    Array.isArray(value) &&
    value.length === 2 &&
    typeof value[0] === "string" &&
    typeof value[1] === "object",
);

const object = z.object({
  type: z.enum(TYPES),
  /** The relation it belongs to. */
  parent: z.string().optional(),
  name: z.string(),
  /** Absent of what is compared whole. */
  print: print.optional(),
  /** What is as Postgres makes it by itself is left out. */
  attributes: record,
  /** Of a relation: name and attributes of each column. */
  columns: z.array(column).optional(),
});
const objects = z.array(object);

/** The part of a manifest that says what lies in the schemas and beside them. */
export const expectedSchema = z.object({
  /** Hash of a deparsed text → hashes of other texts that mean the same: printed by another version, or after a restore. */
  forms: z.record(md5, z.array(md5)),
  /** What the database's owner grants on new objects, by schema and kind. */
  created: record,
  /** Of each schema a fingerprint for each type, and the objects: a list, or the same gzipped in base64. */
  schemas: z.array(
    z.object({
      name: z.string(),
      prints: z.record(z.string(), print),
      objects: z.union([objects, z.string()]),
    }),
  ),
  /** What lies in no schema or is rare. */
  others: z.array(object.extend({ schema: z.string().optional() })),
});

/** What lies in the schemas and beside them. */
export type ExpectedSchema = DeepReadonly<z.infer<typeof expectedSchema>>;

/** An object as the manifest holds it. */
export type ManifestObject = z.infer<typeof object>;

/** The objects of some schemas, columns apart, with the fingerprints of those that have one. */
export interface OpenedObjects {
  readonly objects: ReadonlyMap<string, DriftObject>;
  readonly prints: ReadonlyMap<string, { readonly object: ObjectName; readonly print: bigint }>;
}

/**
 * Opens the objects of the schemas; unpacks them where they are packed.
 * @throws SupawardenError `input` for a manifest that was damaged.
 */
export async function openObjects(
  expected: ExpectedSchema,
  schemas: readonly string[],
): Promise<OpenedObjects> {
  const opened = new Map<string, DriftObject>();
  const prints = new Map<string, { readonly object: ObjectName; readonly print: bigint }>();
  for (const schema of schemas) {
    for (const entry of await listed(expected, schema)) {
      const name = { type: entry.type, schema, parent: entry.parent ?? null, name: entry.name };
      opened.set(nameKey(name), { ...name, attributes: entry.attributes as Attributes });
      if (entry.print !== undefined)
        prints.set(nameKey(name), { object: name, print: BigInt(`0x${entry.print}`) });
      for (const [name, of] of entry.columns ?? []) {
        const part = { type: "column" as const, schema, parent: entry.name, name };
        opened.set(nameKey(part), { ...part, attributes: of as Attributes });
      }
    }
  }
  return { objects: opened, prints };
}

async function listed(expected: ExpectedSchema, schema: string): Promise<readonly ManifestObject[]> {
  const held = expected.schemas.find(({ name }) => name === schema)?.objects ?? [];
  if (typeof held !== "string") return held as readonly ManifestObject[];
  try {
    return objects.parse(JSON.parse(await gunzipText(held)));
  } catch (cause) {
    throw new SupawardenError(
      "input",
      `the manifest is damaged: the objects of schema ${schema} cannot be unpacked`,
      {
        hint: "Write it anew with `supawarden manifest`.",
        cause,
      },
    );
  }
}

/** The objects that lie in no schema or are rare. */
export function otherObjects(expected: ExpectedSchema): DriftState["objects"] {
  const found = new Map<string, DriftObject>();
  for (const { type, schema, parent, name, attributes: of } of expected.others) {
    const object = {
      type: type as ObjectType,
      schema: schema ?? null,
      parent: parent ?? null,
      name,
      attributes: of as Attributes,
    };
    found.set(nameKey(object), object);
  }
  return found;
}

/** Canonical hash by every other form, as the server takes it. */
export function formsOf(expected: ExpectedSchema): TextForms {
  return Object.fromEntries(
    Object.entries(expected.forms).flatMap(([canonical, others]) =>
      others.map((other) => [other, canonical] as const),
    ),
  );
}

/** What the owner grants on new objects. */
export function createdOf(expected: ExpectedSchema): CreatedPrivileges {
  return expected.created as unknown as CreatedPrivileges;
}
