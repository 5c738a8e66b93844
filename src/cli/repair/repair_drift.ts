import { readServerFacts } from "../../shared/catalog/server_facts.ts";
import type { Database, Session } from "../../shared/database/database.ts";
import { sameTextBy } from "../../shared/drift/canonical_text.ts";
import type { ObjectDrift } from "../../shared/drift/compare_objects.ts";
import { refOf } from "../../shared/drift/object_type.ts";
import { objectKey } from "../../shared/drift/schema_object.ts";
import type { ExpectedSchema } from "../../shared/manifest/expected_schema.ts";
import { type FoundDrift, readDrift } from "../../shared/manifest/read_drift.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { planRepair, type RepairScope, type RepairStatement } from "../proof/plan_repair.ts";
import { readSchema } from "../proof/plan_schema.ts";
import { proveRepair, type RepairProof } from "./prove_repair.ts";

/** A repair, and how it fared on a copy of the live schema. */
export interface Repair {
  /** What it repairs, without what follows from another difference. */
  readonly drifts: readonly FoundDrift[];
  readonly statements: readonly RepairStatement[];
  readonly settings: readonly { readonly name: string; readonly value: string }[];
  /** Differences that the planning engine does not know how to repair. */
  readonly beyond: readonly FoundDrift[];
  readonly proof: RepairProof;
}

/**
 * Plans how the live database becomes what the replayed folder made, in what has drifted and nowhere else, and tries the plan
 * on a copy. The live database is only read, in one snapshot.
 * @param isAccepted differences that stay as they are, with all that follows from them.
 * @throws CannotPlan where the engine can make no plan.
 */
export async function repairDrift(
  live: Database,
  expected: { readonly database: Database; readonly schema: ExpectedSchema },
  isAccepted: (drift: ObjectDrift) => boolean,
): Promise<Repair> {
  const found = await live.transaction("snapshot", async (session) => ({
    drifts: await readAllDrift(session, expected.schema, isAccepted),
    owner: await ownerOf(session),
    version: (await readServerFacts(session)).version,
    facts: await readSchema(session),
  }));
  const { drifts } = found;
  const wanted = await expected.database.transaction("snapshot", readSchema);
  const plan = planRepair({ ...found, schema: found.facts }, wanted, scopeOf(drifts));
  const isKnown = ({ object }: ObjectDrift) => plan.known.has(repairKey(object));
  const proof = await proveRepair(live, {
    version: found.version,
    plan,
    drifts: drifts.filter(isKnown),
    isTouched: ({ object }) => plan.touched.has(repairKey(object)),
    readDrifts: (session) => readAllDrift(session, expected.schema, () => false),
  });
  const told = drifts.filter(({ follows }) => follows !== true);
  const untried = proof.status === "proved" ? proof.untried : [];
  const left = proof.status === "proved" ? proof.left : [];
  // What the copy lacks as well and no statement is about is beyond the engine, which made both.
  const beyond = [
    ...told.filter(
      (drift) => !isKnown(drift) || (untried.includes(drift) && !plan.touched.has(repairKey(drift.object))),
    ),
    ...left,
  ];
  return {
    drifts: told,
    statements: plan.statements,
    settings: plan.settings,
    beyond,
    proof:
      proof.status === "proved"
        ? { ...proof, untried: untried.filter((drift) => !beyond.includes(drift)) }
        : proof,
  };
}

async function readAllDrift(
  session: Session,
  schema: ExpectedSchema,
  isAccepted: (drift: ObjectDrift) => boolean,
): Promise<readonly FoundDrift[]> {
  const parser = await loadSqlParser();
  return readDrift(session, schema, {
    server: await readServerFacts(session),
    sameText: () => Promise.resolve(sameTextBy(parser)),
    repair: { isAccepted },
  });
}

async function ownerOf(session: Session): Promise<string> {
  const [row] = await session.query<{ owner: string }>(
    "select pg_catalog.pg_get_userbyid(datdba)::text as owner from pg_catalog.pg_database where datname = pg_catalog.current_database()",
  );
  return row?.owner ?? "postgres";
}

function scopeOf(drifts: readonly FoundDrift[]): RepairScope {
  const isWhole = ({ change, object }: FoundDrift) =>
    change !== "changed" && (object.type === "relation" || object.type === "schema");
  const keysOf = (some: readonly FoundDrift[]) => new Set(some.map(({ object }) => repairKey(object)));
  return { objects: keysOf(drifts), whole: keysOf(drifts.filter(isWhole)) };
}

/** The key under which the plan knows the object. */
function repairKey(object: ObjectDrift["object"]): string {
  // The engine has one default privilege a grantee and kind; ours are one a kind.
  if (object.type === "default privileges") return `privilege ${object.name.replace(/ on \w+( \w+)?$/, "")}`;
  return objectKey(refOf(object));
}
