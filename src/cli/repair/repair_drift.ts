import { readServerFacts } from "../../shared/catalog/server_facts.ts";
import { type Database, messageOf, type Session, sqlState } from "../../shared/database/database.ts";
import { sameTextBy } from "../../shared/drift/canonical_text.ts";
import { nameKey, refOf } from "../../shared/drift/object_type.ts";
import { type FoundDrift, readDrift } from "../../shared/drift/read_drift.ts";
import { objectKey } from "../../shared/drift/schema_object.ts";
import type { ExpectedSchema } from "../../shared/manifest/expected_schema.ts";
import { openShadow } from "../../shared/migrations/shadow.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { cacheDirectory, cacheFolder } from "../cache_directory.ts";
import { cloneSchema } from "../proof/clone_schema.ts";
import {
  CannotPlan,
  planRepair,
  type ReadSchema,
  type RepairScope,
  type RepairStatement,
  readSchema,
} from "../proof/plan_schema.ts";

/** A repair, and how it fared on a copy of the live schema. */
export interface Repair {
  readonly drifts: readonly FoundDrift[];
  readonly statements: readonly RepairStatement[];
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  /** Differences that the planning engine does not know how to repair. */
  readonly beyond: readonly FoundDrift[];
  readonly proof: RepairProof;
}

/** What trying the repair on a copy of the schema showed; the copy holds no rows. */
export type RepairProof =
  | { readonly status: "proved" }
  | { readonly status: "failed"; readonly reasons: readonly string[] }
  | { readonly status: "not proved"; readonly reason: string };

/**
 * Plans how the live database becomes what the replayed folder made, in what has drifted and nowhere else, and tries the plan
 * on a copy. The live database is only read.
 * @throws CannotPlan where the engine can make no plan.
 */
export async function repairDrift(
  live: Database,
  expected: { readonly database: Database; readonly schema: ExpectedSchema },
): Promise<Repair> {
  const drifts = await live.transaction("snapshot", (session) => drift(session, expected.schema));
  const told = await live.transaction("snapshot", (session) => drift(session, expected.schema, "told"));
  const facts = {
    live: await read(live),
    expected: await read(expected.database),
  };
  const scope = scopeOf(drifts, await ownerOf(live));
  const plan = planRepair(facts.live, facts.expected, scope);
  return {
    drifts: told,
    statements: plan.statements,
    settings: plan.settings,
    beyond: told.filter(({ object }) => !plan.known.has(driftKey(object))),
    proof: await prove(live, { schema: expected.schema, plan, drifts }),
  };
}

async function drift(
  session: Session,
  schema: ExpectedSchema,
  what: "all" | "told" = "all",
): Promise<readonly FoundDrift[]> {
  const parser = await loadSqlParser();
  return readDrift(session, schema, {
    server: await readServerFacts(session),
    sameText: () => Promise.resolve(sameTextBy(parser)),
    ...(what === "all" ? { all: true } : {}),
  });
}

function read(database: Database): Promise<ReadSchema> {
  return database.transaction("snapshot", (session) => readSchema(session));
}

async function ownerOf(database: Database): Promise<string> {
  const [row] = await database.query<{ owner: string }>(
    "select pg_catalog.pg_get_userbyid(datdba)::text as owner from pg_catalog.pg_database where datname = current_database()",
  );
  return row?.owner ?? "postgres";
}

function scopeOf(drifts: readonly FoundDrift[], owner: string): RepairScope {
  const objects = new Set(drifts.map(({ object }) => driftKey(object)));
  const whole = new Set(
    drifts
      .filter(
        ({ change, object }) =>
          change !== "changed" && (object.type === "relation" || object.type === "schema"),
      )
      .map(({ object }) => driftKey(object)),
  );
  return { objects, whole, owner };
}

/** The key under which the plan knows the object. */
function driftKey(object: FoundDrift["object"]): string {
  // The engine has one default privilege a grantee and kind; ours are one a kind.
  if (object.type === "default privileges") return `privilege ${object.name.replace(/ on \w+( \w+)?$/, "")}`;
  return objectKey(refOf(object));
}

async function prove(
  live: Database,
  repair: {
    readonly schema: ExpectedSchema;
    readonly plan: Pick<Repair, "statements" | "settings">;
    readonly drifts: readonly FoundDrift[];
  },
): Promise<RepairProof> {
  const copy = await openShadow({ cache: cacheDirectory(cacheFolder()), label: "copy of the schema" });
  try {
    await cloneSchema(live, copy);
    const before = await copy.transaction("snapshot", (session) => drift(session, repair.schema));
    const reasons = await run(copy, repair.plan);
    const after = await copy.transaction("snapshot", (session) => drift(session, repair.schema));
    // What the copy has otherwise than the original is no fault of the repair.
    const known = new Set(repair.drifts.map(driftText));
    const noise = new Set(before.map(driftText).filter((text) => !known.has(text)));
    const left = after.filter((found) => !noise.has(driftText(found)));
    reasons.push(...left.map(({ change, object }) => `${objectKey(refOf(object))} is still ${change}`));
    return reasons.length === 0 ? { status: "proved" } : { status: "failed", reasons };
  } catch (error) {
    if (sqlState(error) === undefined && !(error instanceof CannotPlan)) throw error;
    return { status: "not proved", reason: `the schema could not be copied: ${messageOf(error)}` };
  } finally {
    await copy.close();
  }
}

function driftText({ change, object }: FoundDrift): string {
  return `${change} ${nameKey(object)}`;
}

/** Runs the statements, each one alone; returns what was refused. */
async function run(
  copy: Database,
  { statements, settings }: Pick<Repair, "statements" | "settings">,
): Promise<string[]> {
  const reasons: string[] = [];
  for (const { name, value } of settings) await copy.execute(`set ${name} = ${value}`);
  for (const { sql } of statements) {
    try {
      await copy.execute(sql);
    } catch (error) {
      if (sqlState(error) === undefined) throw error;
      reasons.push(`${messageOf(error)}: ${sql.split("\n")[0]}`);
    }
  }
  for (const { name } of settings) await copy.execute(`reset ${name}`);
  return reasons;
}
