import { readDriftState } from "../../shared/consolidate/drift_state.ts";
import type { ProofContext } from "../../shared/consolidate/observed_chain.ts";
import type { ProductionSchema } from "../../shared/consolidate/production.ts";
import { observeSchema } from "../../shared/consolidate/side.ts";
import type { Database } from "../../shared/database/database.ts";
import { cloneSchema } from "../proof/clone_schema.ts";

/** Reads production's schema, and makes a copy of it on a shadow for what would take locks. Changes nothing there. */
export async function readProduction(database: Database, context: ProofContext): Promise<ProductionSchema> {
  context.onStep?.(`reading ${database.label}`);
  const state = await database.transaction("snapshot", readDriftState);
  const copy = await context.world.open("copy of production's schema");
  try {
    const { notes } = await cloneSchema(database, copy);
    return { state, copy: await observeSchema(copy, context), notes };
  } finally {
    await copy.close();
  }
}
