import { loadSnapshot } from "../../shared/catalog/snapshot.ts";
import type { ProofContext } from "../../shared/consolidate/observed_chain.ts";
import type { ProductionSchema } from "../../shared/consolidate/production.ts";
import { observeSchema } from "../../shared/consolidate/side.ts";
import type { Database } from "../../shared/database/database.ts";
import { cloneSchema } from "../proof/clone_schema.ts";

const TAKEN_AT = "1970-01-01T00:00:00.000Z";

/** Reads production's schema, and makes a copy of it on a shadow for what would take locks. Changes nothing there. */
export async function readProduction(database: Database, context: ProofContext): Promise<ProductionSchema> {
  context.onStep?.(`reading ${database.label}`);
  const snapshot = await loadSnapshot(database, { takenAt: TAKEN_AT, orphanBudget: 0, bodyChecks: false });
  const copy = await context.world.open("copy of production's schema");
  try {
    const { notes } = await cloneSchema(database, copy);
    return { snapshot, copy: await observeSchema(copy, context), notes };
  } finally {
    await copy.close();
  }
}
