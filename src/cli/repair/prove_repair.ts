import { type Database, messageOf, type Session, sqlState } from "../../shared/database/database.ts";
import { EMBEDDED_MAJORS } from "../../shared/database/engine.ts";
import { nameKey, refOf } from "../../shared/drift/object_type.ts";
import type { FoundDrift } from "../../shared/manifest/read_drift.ts";
import { openShadow } from "../../shared/migrations/shadow.ts";
import { cacheDirectory, cacheFolder } from "../cache_directory.ts";
import { cloneSchema } from "../proof/clone_schema.ts";
import type { RepairPlan } from "../proof/plan_repair.ts";
import { CannotPlan } from "../proof/plan_schema.ts";
import { segmentsOf } from "./segments.ts";

/** What trying a repair on a copy of the schema showed; the copy holds no rows. */
export type RepairProof =
  | {
      readonly status: "proved";
      /** Differences that the copy does not have, so that their repair says nothing. */
      readonly untried: readonly FoundDrift[];
      /** Differences that are there afterwards exactly as they were: the planning engine does not know of such. */
      readonly left: readonly FoundDrift[];
    }
  | { readonly status: "failed"; readonly reasons: readonly string[] }
  | { readonly status: "not proved"; readonly reason: string };

/**
 * Copies the live schema, runs the repair there as the script does, and lets our own loader look at what differs then. What
 * the copy has otherwise than the original is no fault of the repair.
 */
export async function proveRepair(
  live: Database,
  repair: {
    /** `server_version_num` of the live server. */
    readonly version: number;
    readonly plan: RepairPlan;
    /** What the repair is to end. */
    readonly drifts: readonly FoundDrift[];
    /** Whether a statement of the plan is about the object. */
    readonly isTouched: (drift: FoundDrift) => boolean;
    readonly readDrifts: (session: Session) => Promise<readonly FoundDrift[]>;
  },
): Promise<RepairProof> {
  const own = Math.trunc(repair.version / 10_000);
  const major = EMBEDDED_MAJORS.find((each) => each === own);
  const cache = cacheDirectory(cacheFolder());
  const label = "copy of the schema";
  const copy = await openShadow(major === undefined ? { cache, label } : { cache, label, major });
  try {
    await cloneSchema(live, copy);
    const before = await copy.transaction("snapshot", repair.readDrifts);
    const reasons = await run(copy, repair.plan);
    const after = await copy.transaction("snapshot", repair.readDrifts);
    const ended = new Set(repair.drifts.flatMap(partsOf));
    const shown = new Set(before.flatMap(partsOf));
    const noise = new Set([...shown].filter((part) => !ended.has(part)));
    const stood = new Set(before.flatMap(statesOf));
    const remaining = after.flatMap(splitDrift).filter((drift) => !noise.has(partsOf(drift)[0] ?? ""));
    const isBeyond = (drift: FoundDrift) =>
      !repair.isTouched(drift) ||
      (drift.object.type === "column" && drift.attributes.every(({ name }) => STORED.has(name)));
    for (const drift of remaining) {
      if (isBeyond(drift) && statesOf(drift).every((state) => stood.has(state))) continue;
      reasons.push(`${refOf(drift.object).kind} ${refOf(drift.object).identity} is still ${stateOf(drift)}`);
    }
    if (reasons.length > 0) return { status: "failed", reasons };
    const untried = repair.drifts.filter((drift) => !partsOf(drift).some((part) => shown.has(part)));
    return { status: "proved", untried, left: remaining };
  } catch (error) {
    if (sqlState(error) === undefined && !(error instanceof CannotPlan)) throw error;
    return { status: "not proved", reason: `the schema could not be copied: ${messageOf(error)}` };
  } finally {
    await copy.close();
  }
}

/** Attributes of columns that the planning engine does not know. */
const STORED: ReadonlySet<string> = new Set(["compression", "options", "statistics", "storage"]);

/** One text an attribute that differs, or one for an object that is missing or unexpected. */
function partsOf({ change, object, attributes }: FoundDrift): readonly string[] {
  const key = nameKey(object);
  return change === "changed" ? attributes.map(({ name }) => `${key} ${name}`) : [`${key} ${change}`];
}

/** A difference for each attribute that differs; one for an object that is missing or unexpected. */
function splitDrift(drift: FoundDrift): readonly FoundDrift[] {
  return drift.change === "changed"
    ? drift.attributes.map((attribute) => ({ ...drift, attributes: [attribute] }))
    : [drift];
}

/** The same as `partsOf`, with how each attribute stands. */
function statesOf(drift: FoundDrift): readonly string[] {
  if (drift.change !== "changed") return partsOf(drift);
  return drift.attributes.map((attribute) => `${nameKey(drift.object)} ${JSON.stringify(attribute)}`);
}

function stateOf({ change, attributes }: FoundDrift): string {
  return change === "changed" ? `changed: ${attributes.map(({ name }) => name).join(", ")}` : change;
}

/** Runs the segments; returns what was refused. A refused statement takes its segment back. */
async function run(copy: Database, { statements, settings }: RepairPlan): Promise<string[]> {
  const reasons: string[] = [];
  for (const { transaction, statements: segment } of segmentsOf(statements)) {
    let at = "";
    const steps = async (session: Session, scope: string) => {
      for (const { name, value } of settings) await session.execute(`set ${scope} ${name} = ${value}`);
      for (const { sql } of segment) {
        at = sql;
        await session.execute(sql);
      }
    };
    try {
      if (transaction) await copy.transaction("write", (session) => steps(session, "local"));
      else await steps(copy, "session");
    } catch (error) {
      if (sqlState(error) === undefined) throw error;
      reasons.push(`refused: ${messageOf(error)}: ${at}`);
    }
    if (!transaction) for (const { name } of settings) await copy.execute(`reset ${name}`);
  }
  return reasons;
}
