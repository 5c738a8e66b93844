import type { Database } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { deleteDetails } from "./details_table.ts";
import { deleteLedgerRow } from "./ledger_table.ts";
import type { DownPlan, DownStep } from "./plan_down.ts";
import type { RunContext } from "./run_context.ts";
import { runEach } from "./run_each.ts";
import { type RanMigration, type RunOptions, type RunOutcome, withWorkplace } from "./run_options.ts";
import { runScript } from "./run_script.ts";
import { prepareTables } from "./up.ts";

/**
 * Takes migrations back by their own scripts, newest first, each in a transaction of its own together with the loss of
 * its row of the ledger.
 * @throws SupawardenError `busy` when another runner is at work, `permission`.
 */
export function runDown(database: Database, plan: DownPlan, options: RunOptions): Promise<RunOutcome> {
  const prepare = () => prepareTables(database, options);
  return withWorkplace(database, { ...options, prepare }, ({ contextOf }) =>
    runEach(
      plan.steps.map((step) => ({
        file: step.script.file,
        run: (place) => takeBack(database, step, contextOf(place)),
      })),
    ),
  );
}

/** Takes one migration back. */
async function takeBack(database: Database, step: DownStep, context: RunContext): Promise<RanMigration> {
  const { script, version } = step;
  const durationMs = await runScript(
    database,
    {
      script,
      done: 0,
      finish: async (session) => {
        if ((await deleteLedgerRow(session, version)) === 0) {
          throw new SupawardenError("busy", `version ${version} is no longer in the ledger`, {
            hint: "Another client is at work on it. Run again to see the new plan.",
          });
        }
        if (context.details.available) await deleteDetails(session, version);
      },
    },
    context,
  );
  return { version, file: script.file, statements: script.statements.length, duration_ms: durationMs };
}
