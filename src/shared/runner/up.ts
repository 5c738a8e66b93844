import type { Database, Session } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { TOOL_VERSION } from "../version.ts";
import { type DetailsAccess, prepareDetails, writeDetails } from "./details_table.ts";
import { insertLedgerRow, prepareLedger, readLedger } from "./ledger_table.ts";
import { checksumOf } from "./migration_script.ts";
import { doneChecksum, nextChecksum, planUp, type UpChoice, type UpPlan, type UpStep } from "./plan_up.ts";
import type { RunContext } from "./run_context.ts";
import { runEach } from "./run_each.ts";
import { type RanMigration, type RunOptions, type RunOutcome, withWorkplace } from "./run_options.ts";
import { runScript } from "./run_script.ts";
import { type MigrationFolder, readRunnerState } from "./runner_state.ts";

/**
 * Applies the planned migrations, each in a transaction of its own together with its row of the ledger. Under the lock
 * the plan is made again: what another runner has applied meanwhile is left out.
 * @throws SupawardenError `busy` when another runner is at work or the ledger has changed otherwise, `permission`.
 */
export function runUp(
  database: Database,
  planned: { readonly plan: UpPlan; readonly folder: MigrationFolder; readonly choice: UpChoice },
  options: RunOptions,
): Promise<RunOutcome> {
  return applySteps(database, () => stillToDo(database, planned, options), options);
}

/** Applies migrations as the one runner of the database; `chooseSteps` says which, once the lock is held. */
export function applySteps(
  database: Database,
  chooseSteps: () => Promise<readonly UpStep[]>,
  options: RunOptions,
): Promise<RunOutcome> {
  const prepare = () => prepareTables(database, options);
  return withWorkplace(database, { ...options, prepare }, async ({ contextOf }) => {
    const steps = await chooseSteps();
    return runEach(
      steps.map((step) => ({
        file: step.script.file,
        run: (place) => applyStep(database, { step, options }, contextOf(place)),
      })),
    );
  });
}

/** Makes ledger and details where they are missing. */
export function prepareTables(database: Database, options: RunOptions): Promise<DetailsAccess> {
  return database.transaction("write", async (session) => {
    await prepareLedger(session, await readLedger(session));
    return options.detailsSql === null
      ? { available: false, reason: "not asked for" }
      : prepareDetails(session, options.detailsSql);
  });
}

async function stillToDo(
  database: Database,
  planned: { readonly plan: UpPlan; readonly folder: MigrationFolder; readonly choice: UpChoice },
  { parser }: RunOptions,
): Promise<readonly UpStep[]> {
  const state = await readRunnerState(database, planned.folder, parser);
  // Whatever was in order when the plan was shown is, unless another client was at work.
  const { steps, ...choice } = planned.choice;
  const now = await planUp(state, { folder: planned.folder, choice, parser });
  const shown = new Set(planned.plan.steps.map(({ script }) => script.file));
  const left = now.steps.filter(({ script }) => shown.has(script.file));
  const unseen = steps === undefined ? now.steps.filter(({ script }) => !shown.has(script.file)) : [];
  if (unseen.length > 0) {
    throw new SupawardenError("busy", "the ledger has changed since the plan was made", {
      hint: "Another client is at work on it. Run again to see the new plan.",
    });
  }
  return left;
}

/** Applies one migration. */
export async function applyStep(
  database: Database,
  { step, options }: { readonly step: UpStep; readonly options: RunOptions },
  context: RunContext,
): Promise<RanMigration> {
  const { script } = step;
  const checksum = await checksumOf(script.text, options.parser);
  const startedAt = context.clock();
  let done = { count: step.done, checksum: await doneChecksum(script, step.done) };
  const write = (session: Session, how: { readonly durationMs: number; readonly finished: boolean }) =>
    writeDetails(session, {
      version: script.version,
      name: script.name,
      checksum,
      statements: script.statements.length,
      statementsDone: how.finished ? script.statements.length : done.count,
      doneChecksum: done.checksum,
      durationMs: how.durationMs,
      gitCommit: context.gitCommit ?? null,
      toolVersion: TOOL_VERSION,
      startedAt,
      appliedAt: how.finished ? context.clock() : null,
    });
  const durationMs = await runScript(
    database,
    {
      script,
      done: step.done,
      finish: async (session, durationMs) => {
        await insertLedgerRow(session, { ...script, statements: script.recorded });
        if (context.details.available) await write(session, { durationMs, finished: true });
      },
      ...(context.details.available
        ? {
            progress: async (session: Session, count: number) => {
              for (const { text } of script.statements.slice(done.count, count)) {
                done = { count: done.count + 1, checksum: await nextChecksum(done.checksum, text) };
              }
              await write(session, { durationMs: 0, finished: false });
            },
          }
        : {}),
    },
    context,
  );
  return {
    version: script.version,
    file: script.file,
    statements: script.statements.length,
    duration_ms: durationMs,
  };
}
