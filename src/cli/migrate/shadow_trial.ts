import { type Database, messageOf } from "../../shared/database/database.ts";
import { SupawardenError } from "../../shared/errors.ts";
import { openShadow } from "../../shared/migrations/shadow.ts";
import type { UpPlan } from "../../shared/runner/plan_up.ts";
import type { RunOptions, RunOutcome } from "../../shared/runner/run_options.ts";
import { applySteps } from "../../shared/runner/up.ts";
import { cacheDirectory, cacheFolder } from "../cache_directory.ts";
import { cloneSchema } from "../proof/clone_schema.ts";
import { CannotPlan } from "../proof/plan_schema.ts";

/** How the planned migrations went on a copy of the schema. */
export interface Trial {
  readonly outcome: RunOutcome;
  /** What the copy lacks or has otherwise. */
  readonly notes: readonly string[];
}

/** Opens an embedded database that looks like an empty Supabase project. */
export function openEmptyProject(label: string): Promise<Database> {
  return openShadow({ cache: cacheDirectory(cacheFolder()), label });
}

/**
 * Applies the planned migrations to a copy of the schema, without rows, on the embedded database. The original is only
 * read.
 * @throws SupawardenError `unavailable` when the schema cannot be copied.
 */
export async function tryOnShadow(original: Database, plan: UpPlan, options: RunOptions): Promise<Trial> {
  const copy = await openEmptyProject("copy of the schema");
  try {
    const { notes } = await cloneSchema(original, copy).catch((error: unknown) => {
      if (!(error instanceof CannotPlan)) throw error;
      throw new SupawardenError("unavailable", `the schema could not be copied: ${messageOf(error)}`, {
        hint: "Run without --shadow to see the plan alone.",
        cause: error,
      });
    });
    const steps = () => Promise.resolve(plan.steps);
    return { outcome: await applySteps(copy, steps, { ...options, detailsSql: null }), notes };
  } finally {
    await copy.close();
  }
}
