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
  const read = new Map(planned.plan.steps.map(({ script }) => [script.file, script]));
  const now = await planUp(state, { folder: planned.folder, choice, parser, read });
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
  const total = script.statements.length;
  const details = {
    version: script.version,
    name: script.name,
    checksum: checksumOf(script, options.parser),
    statements: total,
    gitCommit: context.gitCommit ?? null,
    toolVersion: TOOL_VERSION,
  };
  let done = { count: step.done, checksum: doneChecksum(script, step.done) };
  const progress = async (session: Session, count: number) => {
    for (const { text } of script.statements.slice(done.count, count)) {
      done = { count: done.count + 1, checksum: nextChecksum(done.checksum, text) };
    }
    const soFar = { statementsDone: done.count, doneChecksum: done.checksum };
    await session.execute(writeDetails({ ...details, ...soFar, durationMs: 0, finished: false }));
  };
  const finish = (session: Session, elapsed: () => number) => {
    const row = insertLedgerRow({ ...script, statements: script.recorded });
    const kept = writeDetails({
      ...details,
      statementsDone: total,
      doneChecksum: done.checksum,
      durationMs: script.piecemeal === undefined ? null : elapsed(),
      finished: true,
    });
    return session.execute(context.details.available ? `${row};\n${kept}` : row);
  };
  const run = { script, done: step.done, finish, ...(context.details.available ? { progress } : {}) };
  const durationMs = await runScript(database, run, context);
  return { version: script.version, file: script.file, statements: total, duration_ms: durationMs };
}
