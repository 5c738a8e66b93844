import type { ObjectKind, ObjectRef } from "../catalog/identity.ts";
import { isPlatformSchema } from "../catalog/scope.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import { isCatalogFunction, isCatalogType } from "../sql/pg_catalog_names.ts";
import {
  EXTENSION_OBJECTS,
  extensionOfSchema,
  extensionWith,
  isPreinstalled,
  isPreinstalledFunction,
} from "./extension_objects.ts";
import type { Ghost, Live } from "./live_object.ts";
import { type Space, spaceKey } from "./object_space.ts";
import { DEFAULT_PATH } from "./path_state.ts";
import type { ReadStatement, Reference } from "./reading.ts";
import { type PassedArguments, takesArguments } from "./routine_call.ts";
import type { MissingOverload } from "./timeline.ts";
import type { World } from "./world.ts";

/** What a reference finds: an object of the files, one that is there without them, or nothing, and why. */
export type Resolution =
  | { readonly kind: "found"; readonly live: Live; readonly key: string }
  | { readonly kind: "known"; readonly ref?: ObjectRef }
  | { readonly kind: "extension"; readonly name: string }
  | {
      readonly kind: "missing";
      readonly candidates: readonly string[];
      readonly ref: ObjectRef;
      readonly ghost?: Ghost;
      /** Routines of the name are there, but none that takes what is passed. */
      readonly overload?: MissingOverload;
    };

/** A reference of a statement with what it finds. */
export interface Looked {
  readonly reference: Reference;
  readonly statement: ReadStatement;
  readonly resolution: Resolution;
}

/** What the resolution knows beside the objects. */
export interface Surroundings {
  readonly world: World;
  /** Schemas into which statements bring objects that nothing names: `import foreign schema`. */
  readonly openSchemas: ReadonlySet<string>;
}

const KNOWN: Resolution = { kind: "known" };

/** Looks a reference up among what is there. */
export function resolve(reference: Reference, statement: ReadStatement, around: Surroundings): Resolution {
  switch (reference.kind) {
    case "table":
      return resolveNamed(reference, statement, { around, ...TABLES });
    case "type":
      return resolveNamed(reference, statement, { around, ...TYPES });
    case "function":
      return resolveFunction(reference, statement, around);
    case "schema":
      return resolveSchema(reference.name, around);
    case "extension":
      return isReady(reference.name, around.world) ? KNOWN : { kind: "extension", name: reference.name };
    case "opclass":
      return needing(extensionWith("opclasses", reference.name), around.world) ?? KNOWN;
    case "policy":
    case "column":
      return KNOWN;
  }
}

function isReady(extension: string, world: World): boolean {
  return (
    extension === "plpgsql" ||
    isPreinstalled(extension) ||
    world.at(spaceKey("extension", "", extension)).length > 0
  );
}

/** The extension, where it is one and is not enabled. */
function needing(extension: string | undefined, world: World): Resolution | undefined {
  if (extension === undefined) return undefined;
  if (!isReady(extension, world)) return { kind: "extension", name: extension };
  return { kind: "known", ref: { kind: "extension", name: extension, identity: quoteIdent(extension) } };
}

function resolveSchema(name: string, { world }: Surroundings): Resolution {
  const key = spaceKey("schema", "", name);
  const [live] = world.at(key);
  if (live !== undefined) return { kind: "found", live, key };
  const missing = needing(extensionOfSchema(name), world);
  if (missing !== undefined) return missing;
  if (name === "public" || isPlatformSchema(name)) return KNOWN;
  const ref: ObjectRef = { kind: "schema", name, identity: quoteIdent(name) };
  return withGhost({ kind: "missing", candidates: [key], ref }, world);
}

interface NamedKind {
  readonly spaces: readonly Space[];
  readonly kind: ObjectKind;
}

const TABLES: NamedKind = { spaces: ["relation"], kind: "relation" };
const TYPES: NamedKind = { spaces: ["type", "relation"], kind: "type" };
const FUNCTIONS: NamedKind = { spaces: ["routine", "type"], kind: "routine" };

interface NamedLookup extends NamedKind {
  readonly around: Surroundings;
}

function resolveNamed(reference: Reference, statement: ReadStatement, lookup: NamedLookup): Resolution {
  const { schema, name } = reference;
  const { around, spaces, kind } = lookup;
  const schemas = schema === undefined ? pathOf(reference, statement) : [schema];
  for (const candidate of schemas) {
    for (const space of spaces) {
      const key = spaceKey(space, candidate, name);
      const [live] = around.world.at(key);
      if (live !== undefined) return { kind: "found", live, key };
    }
  }
  const outside = resolveOutside(reference, lookup);
  if (outside !== undefined) return outside;
  const first = schemas.find((candidate) => candidate !== "pg_temp") ?? "public";
  const ref = { kind, schema: first, name, identity: qualify(first, name) } as const;
  const candidates = schemas.flatMap((candidate) => spaces.map((space) => spaceKey(space, candidate, name)));
  return withGhost({ kind: "missing", candidates, ref }, around.world);
}

/** Of the routines of a name the one that takes what is passed: overloads of all schemas of the path count. */
function resolveFunction(reference: Reference, statement: ReadStatement, around: Surroundings): Resolution {
  const lookup = { around, ...FUNCTIONS };
  const first = resolveNamed(reference, statement, lookup);
  const { passed, schema, name } = reference;
  if (first.kind !== "found" || first.live.ref.kind !== "routine" || passed === undefined) return first;
  const schemas = schema === undefined ? pathOf(reference, statement) : [schema];
  const keys = schemas.map((candidate) => spaceKey("routine", candidate, name));
  for (const wanted of [true, undefined]) {
    for (const key of keys) {
      const live = around.world.at(key).find(({ definedBy }) => takesArguments(definedBy, passed) === wanted);
      if (live !== undefined) return { kind: "found", live, key };
    }
  }
  if (mayBeElse(reference, { ...lookup, schemas, passed })) return first;
  const { schema: found = "public" } = first.live.ref;
  const ref = { kind: "routine", schema: found, name, identity: qualify(found, name) } as const;
  const there = keys.flatMap((key) => around.world.at(key)).map((live) => live.ref.identity);
  return { kind: "missing", candidates: keys, ref, overload: { passed, there } };
}

interface OtherMeaning extends NamedLookup {
  readonly schemas: readonly string[];
  readonly passed: PassedArguments;
}

/** Whether the call may mean something that no file makes as a routine: of an extension, a cast, a column of a row. */
function mayBeElse(reference: Reference, { around, schemas, passed, ...kind }: OtherMeaning): boolean {
  const { name } = reference;
  const { world } = around;
  if (isCatalogFunction(name) || isCatalogType(name) || isPreinstalledFunction(name)) return true;
  if (extensionWith("functions", name) !== undefined || byPrefix("routine", name) !== undefined) return true;
  if (resolveOutside(reference, { ...kind, around }) !== undefined) return true;
  const isNamesake = (space: Space) =>
    schemas.some((schema) => world.at(spaceKey(space, schema, name)).length > 0);
  if (isNamesake("type") || isNamesake("relation")) return true;
  return passed.row === true && reference.schema === undefined && world.hasColumn(name);
}

const paths = new WeakMap<readonly string[], readonly string[]>();

/** The default path stands last: a path of fewer schemas is a matter of how a body runs, not of what is there. */
function pathOf(reference: Reference, statement: ReadStatement): readonly string[] {
  const given = reference.searchPath ?? statement.searchPath;
  const known = paths.get(given) ?? [...new Set(["pg_temp", ...given, ...DEFAULT_PATH])];
  paths.set(given, known);
  return known;
}

/** What is there without the files: the platform, extensions, types under other names. */
function resolveOutside(reference: Reference, { around, kind }: NamedLookup): Resolution | undefined {
  const { world, openSchemas } = around;
  const { schema, name } = reference;
  const part = kind === "routine" ? "functions" : kind === "type" ? "types" : "relations";
  const ofExtension = () => needing(extensionWith(part, name) ?? byPrefix(kind, name), world);
  if (schema !== undefined) {
    if (openSchemas.has(schema)) return KNOWN;
    const owner = needing(extensionOfSchema(schema), world);
    if (owner !== undefined) return owner;
    if (schema === "extensions") return ofExtension() ?? KNOWN;
    if (isPlatformSchema(schema))
      return { kind: "known", ref: { kind, schema, name, identity: qualify(schema, name) } };
    if (schema === "public") return ofExtension();
    return isPutInto(schema, extensionWith(part, name) ?? byPrefix(kind, name), world) ? KNOWN : undefined;
  }
  if (kind === "routine" && (isPreinstalledFunction(name) || isCatalogType(name))) return KNOWN;
  if (kind === "relation" && /^pg_stat_statements/.test(name)) return KNOWN;
  return ofExtension();
}

/** Whether the extension is there and its creation names this schema for it: `create extension unaccent schema kit`. */
function isPutInto(schema: string, extension: string | undefined, world: World): boolean {
  if (extension === undefined) return false;
  return world
    .at(spaceKey("extension", "", extension))
    .some(({ definedBy }) =>
      definedBy?.references.some(
        ({ kind, place, name }) => kind === "schema" && place === "extension" && name === schema,
      ),
    );
}

const PREFIXES: readonly (readonly [prefix: string, extension: string])[] = [
  ["st_", "postgis"],
  ["pgr_", "pgrouting"],
  ["pgroonga_", "pgroonga"],
];

/** PostGIS and its like have hundreds of functions, told by their first letters. */
function byPrefix(kind: ObjectKind, name: string): string | undefined {
  return kind === "routine" ? PREFIXES.find(([prefix]) => name.startsWith(prefix))?.[1] : undefined;
}

function withGhost(missing: Extract<Resolution, { readonly kind: "missing" }>, world: World): Resolution {
  for (const key of missing.candidates) {
    const ghost = world.ghost(key);
    if (ghost !== undefined) return { ...missing, ghost };
  }
  return missing;
}

/** Whether all objects of an extension are known here by name, so that one that is not found is not its. */
export function isDescribed(extension: string): boolean {
  return Object.hasOwn(EXTENSION_OBJECTS, extension) || NAMELESS.has(extension);
}

/** Extensions whose objects SQL does not name. */
const NAMELESS: ReadonlySet<string> = new Set([
  "bloom",
  "pg_prewarm",
  "pg_repack",
  "pg_stat_monitor",
  "pgaudit",
  "pgrowlocks",
  "pgstattuple",
  "plpgsql",
  "postgres_fdw",
  "sslinfo",
  "wrappers",
]);
