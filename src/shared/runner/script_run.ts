import { type Session, sqlState } from "../database/database.ts";
import type { MigrationScript, ScriptStatement } from "./migration_script.ts";
import type { RunContext } from "./run_context.ts";

/** A script and what makes it count as run. */
export interface ScriptRun {
  readonly script: MigrationScript;
  /** How many statements an earlier, broken-off run has committed; only of a file that is no single transaction. */
  readonly done: number;
  /** Changes the ledger, in the transaction of the script or, of a piecemeal one, in the last. */
  readonly finish: (session: Session, elapsed: () => number) => Promise<void>;
  /** Keeps how far a piecemeal script has come, in the transaction of its statement where it has one. */
  readonly progress?: (session: Session, done: number) => Promise<void>;
}

/** A run with its stopwatch. */
export interface TimedRun extends ScriptRun {
  readonly elapsed: () => number;
}

/** Tells which statement is next. */
export function tellStatement(
  script: MigrationScript,
  next: { readonly statement: ScriptStatement; readonly context: RunContext },
): void {
  const { statement, context } = next;
  context.onEvent({
    kind: "statement",
    file: script.file,
    position: context.position,
    total: context.total,
    statement: script.statements.indexOf(statement) + 1,
    statements: script.statements.length,
    line: statement.line,
  });
}

/** Whether a statement was cancelled because the person at the terminal asked to stop. */
export function isCancelled(error: unknown, context: RunContext): boolean {
  return context.signal?.aborted === true && sqlState(error) === "57014";
}
