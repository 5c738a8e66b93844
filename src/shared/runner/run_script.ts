import { type Database, type Session, sqlState } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { type FailurePoint, failureOf, MigrationFailed } from "./failure.ts";
import type { MigrationScript } from "./migration_script.ts";
import { goOnUnless, Interrupted } from "./pause.ts";
import { cleanSlate, type RunContext, requireSameSession } from "./run_context.ts";
import { runPiecemeal } from "./run_piecemeal.ts";
import { runStatements } from "./run_statements.ts";
import { isCancelled, type ScriptRun, type TimedRun, tellStatement } from "./script_run.ts";

/** Lock not available, deadlock, serialization failure: another attempt may find the way free. */
const TRANSIENT: Readonly<Record<string, string>> = {
  "55P03": "a lock was not free in time",
  "40P01": "a deadlock",
  "40001": "a conflict with another transaction",
};

/**
 * Runs one script: as one transaction together with its change of the ledger, or piecemeal where that cannot be.
 * Returns how long it took, in milliseconds.
 * @throws MigrationFailed when it does not come through, Interrupted when it was stopped; a single transaction has then
 * been rolled back.
 */
export async function runScript(database: Database, run: ScriptRun, context: RunContext): Promise<number> {
  const started = context.stopwatch();
  const elapsed = () => Math.max(0, Math.round(context.stopwatch() - started));
  if (run.script.piecemeal !== undefined) await runPiecemeal(database, { ...run, elapsed }, context);
  else await runWhole(database, { ...run, elapsed }, context);
  const durationMs = elapsed();
  context.onEvent({ kind: "done", file: run.script.file, durationMs });
  return durationMs;
}

async function runWhole(database: Database, run: TimedRun, context: RunContext): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    goOnUnless(context.signal);
    const watch: { point: FailurePoint } = { point: { kind: "start" } };
    try {
      await database.transaction("write", (session) => attemptWhole(session, { run, watch }, context));
      return;
    } catch (error) {
      if (error instanceof Interrupted || isCancelled(error, context)) throw new Interrupted();
      const reason = TRANSIENT[sqlState(error) ?? ""];
      if (reason === undefined || attempt > context.settings.retries) {
        throw new MigrationFailed(
          failureOf(run.script, {
            point: watch.point,
            error,
            state: stateOf(run.script, watch.point, error),
          }),
          error,
        );
      }
      const delayMs = 1000 * 2 ** (attempt - 1);
      context.onEvent({ kind: "retry", file: run.script.file, attempt, delayMs, reason });
      await context.pause(delayMs);
    }
  }
}

async function attemptWhole(
  session: Session,
  { run, watch }: { readonly run: TimedRun; readonly watch: { point: FailurePoint } },
  context: RunContext,
): Promise<void> {
  const { script } = run;
  const { lockTimeoutMs } = context.settings;
  const slate = cleanSlate(context.sessionUser);
  const timeout = Math.max(0, Math.round(lockTimeoutMs));
  const statements = script.statements.filter(({ way }) => way !== "left_out");
  await runStatements(session, statements, {
    watch: {
      ahead: context.ahead,
      before: (statement) => {
        watch.point = { kind: "statement", statement };
        tellStatement(script, { statement, context });
      },
      ...(context.signal === undefined ? {} : { signal: context.signal }),
    },
    around: {
      beginning: [() => session.execute(`${slate}; set local lock_timeout = ${timeout}`)],
      ending: [
        () => session.execute(slate),
        () => requireSameSession(session, context.pid),
        () => run.finish(session, run.elapsed),
      ],
      beforeEnding: () => {
        watch.point = { kind: "ledger" };
      },
    },
  });
  goOnUnless(context.signal);
  watch.point = { kind: "commit" };
}

function stateOf(script: MigrationScript, point: FailurePoint, error: unknown): string {
  // A commit whose answer was lost may have been made.
  if (error instanceof SupawardenError && point.kind === "commit") {
    return `Whether ${script.file} was committed is not known; see \`supawarden migrate status\`.`;
  }
  return `${script.file} was rolled back: nothing of it is left.`;
}
