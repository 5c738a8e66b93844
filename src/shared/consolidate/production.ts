import { isPlatformRole, isPlatformSchema, isUserObject } from "../catalog/scope.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { compareSnapshots, type ObjectDifference } from "../drift/compare_snapshots.ts";
import { objectsOf } from "../drift/objects.ts";
import { objectKey, type SchemaObject } from "../drift/schema_object.ts";
import { withoutSpelling, withoutSpellingInDumps } from "./deparsed.ts";
import { catalogLines, dumpLines } from "./difference_lines.ts";
import { compareDumps, type DumpDifference } from "./dump_entries.ts";
import type { ObservedChain, ProofContext } from "./observed_chain.ts";
import type { Parity } from "./parity.ts";
import { settle } from "./settled_schema.ts";
import type { ObservedSchema } from "./side.ts";

/** Production, read where it is and once more on a copy of its schema. */
export interface ProductionSchema {
  readonly snapshot: CatalogSnapshot;
  /** The copy as both observers see it: definitions are not read on production itself, where they would take locks. */
  readonly copy: ObservedSchema;
  /** Objects that the copy lacks or has otherwise, with the reason. */
  readonly notes: readonly string[];
}

/** Extensions that every Supabase project has, or may have without any migration. */
const GIVEN_EXTENSIONS: ReadonlySet<string> = new Set([
  "pg_graphql",
  "pg_net",
  "pg_stat_statements",
  "pgcrypto",
  "pgjwt",
  "pgsodium",
  "plpgsql",
  "supabase_vault",
  "uuid-ossp",
]);

/** A parity proof with production as the third party: the old chain must make what production has. Schema only. */
export async function withProduction(
  parity: Parity,
  { chain, production }: { readonly chain: ObservedChain; readonly production: ProductionSchema },
  context: ProofContext,
): Promise<Parity> {
  context.onStep?.("comparing production");
  const { catalog, dumps } = await compareProduction(chain, { production, context });
  const differences = [
    ...catalogLines(catalog, { side: "production", schema: chain.observed }),
    ...dumpLines(dumps, "production"),
  ];
  const word = (found: readonly unknown[]) =>
    found.length === 0 ? ("same" as const) : ("different" as const);
  return {
    ...parity,
    verdict: parity.verdict === "same" && differences.length === 0 ? "same" : "different",
    observers: [
      ...parity.observers,
      { name: "production: catalog snapshot, attribute by attribute", sees: word(catalog) },
      {
        name: "production: pg_dump --schema-only of a copy",
        sees: word(dumps),
        note: "the copy is made by pg-delta and judged by the catalog snapshot",
      },
    ],
    differences: [...parity.differences, ...differences],
    notes: [...parity.notes, ...production.notes.map((note) => `production: ${note}`)],
  };
}

async function compareProduction(
  chain: ObservedChain,
  { production, context }: { readonly production: ProductionSchema; readonly context: ProofContext },
): Promise<{ readonly catalog: readonly ObjectDifference[]; readonly dumps: readonly DumpDifference[] }> {
  const { snapshot, copy } = production;
  const own = chain.observed;
  const facts = compareSnapshots({ snapshot: own.snapshot }, { snapshot });
  // Definitions are texts of the copy: objects that it lacks are named by the facts already.
  const definitions = compareSnapshots(own, { snapshot: own.snapshot, definitions: copy.definitions }).filter(
    ({ change, ref }) => change !== "removed" || objectsOf(copy.snapshot).has(objectKey(ref)),
  );
  const found = merged([...facts, ...definitions])
    .map((difference) => inScope(difference, { chain: own.snapshot, production: snapshot }))
    .filter((difference) => difference !== undefined);
  const dumps = compareDumps(own.entries, copy.entries).filter(({ entry }) => isUserEntry(entry));
  if (found.length === 0 && dumps.length === 0) return { catalog: [], dumps: [] };
  const settled = { before: await chain.settled(), after: await settle(copy, context) };
  return { catalog: withoutSpelling(found, settled), dumps: withoutSpellingInDumps(dumps, settled) };
}

function merged(differences: readonly ObjectDifference[]): readonly ObjectDifference[] {
  const byObject = new Map<string, ObjectDifference>();
  for (const difference of differences) {
    const key = objectKey(difference.ref);
    const known = byObject.get(key);
    if (known === undefined) byObject.set(key, difference);
    else if (known.change === "changed" && difference.change === "changed") {
      byObject.set(key, { ...known, attributes: [...known.attributes, ...difference.attributes] });
    }
  }
  return [...byObject.values()];
}

interface Snapshots {
  readonly chain: CatalogSnapshot;
  readonly production: CatalogSnapshot;
}

/** The difference without what is the platform's or the server's; `undefined` where nothing is left. */
function inScope(difference: ObjectDifference, snapshots: Snapshots): ObjectDifference | undefined {
  const { ref, change, container } = difference;
  switch (ref.kind) {
    // Rows, of which production has its own; the ledger is what is about to change.
    case "bucket":
    case "cron_job":
    case "migration":
    case "database":
      return undefined;
    case "extension":
      if (change === "added" && GIVEN_EXTENSIONS.has(ref.name)) return undefined;
      return keep(difference, (name) => name === "schema");
    case "role":
      // Passwords and settings are production's own, and so are roles of the platform.
      return isPlatformRole(ref.name) || change === "added"
        ? undefined
        : keep(difference, (name) => name !== "settings");
    case "schema":
      return isPlatformSchema(ref.name) ? undefined : difference;
    case "privilege":
      return /^(?:supabase_|pg_)/.test(ref.name) ? undefined : difference;
    case "publication":
      return keep(difference, (name) => name === "relations" || name === "schemas" || name === "all_tables");
    case "policy":
    case "trigger":
      // Those on the platform's tables are the user's, unless the platform's own extension or service made them.
      return isOfPlatform(difference, snapshots) ? undefined : difference;
    default: {
      const of = objectsOf(change === "added" ? snapshots.production : snapshots.chain);
      const member = extensionOf(of.get(objectKey(ref))) ?? extensionOf(of.get(container));
      return isUserObject({ schema: ref.schema ?? "", extension: member }) ? difference : undefined;
    }
  }
}

function keep(
  difference: ObjectDifference,
  isCompared: (attribute: string) => boolean,
): ObjectDifference | undefined {
  if (difference.change !== "changed") return difference;
  const attributes = difference.attributes.filter(({ name }) => isCompared(name));
  return attributes.length === 0 ? undefined : { ...difference, attributes };
}

/** Policies and triggers in the schemas that only extensions and services of the platform fill. */
function isOfPlatform({ ref, change }: ObjectDifference, snapshots: Snapshots): boolean {
  const schema = ref.schema ?? "";
  if (schema === "" || !isPlatformSchema(schema))
    return ref.kind === "trigger" && schema === "" && change === "added";
  if (schema !== "auth" && schema !== "storage" && schema !== "realtime") return true;
  const trigger = snapshots.production.triggers.find(
    ({ name }) => ref.kind === "trigger" && name === ref.name,
  );
  const routine = snapshots.production.routines.find(({ oid }) => oid === trigger?.routine);
  return routine !== undefined && isPlatformSchema(routine.schema);
}

function extensionOf(object: SchemaObject | undefined): string | null {
  const member = object?.attributes.extension;
  return typeof member === "string" ? member : null;
}

/** Entries of the user's schemas: `POLICY public.notes owner`. */
function isUserEntry(entry: string): boolean {
  const name = entry.replace(/^[A-Z ]+ /, "");
  const at = name.indexOf(".");
  return at > 0 && !isPlatformSchema(name.slice(0, at));
}
