import { type Database, messageOf, type Session, sqlState } from "../../database/database.ts";
import { quoteIdent } from "../../sql/ident.ts";
import type { ParsedStatement, SqlParser } from "../../sql/parser.ts";
import type { ReadFile } from "../reading.ts";
import type { ReplayFault } from "../replay_file.ts";
import { beginGuard, runGuarded } from "../replay_guard.ts";
import { treatmentOf } from "../statement_kind.ts";

/** How a failed statement fares once all files have run. */
export interface Retried {
  /**
   * `alone` it passes now: something that came later was missing. `after_others` it passes once other failed statements
   * have passed. `never` it fails whatever else has run.
   */
  readonly passes: "alone" | "after_others" | "never";
  /** Why it does not pass alone. */
  readonly message?: string;
  readonly sqlstate?: string;
}

/**
 * Tries the failed statements of a replay again, after all files, each with the settings that its file had made by then.
 * Everything is rolled back. Statements of other stages are left out.
 */
export async function retryFaults(
  database: Database,
  replayed: {
    readonly faults: readonly ReplayFault[];
    readonly files: readonly ReadFile[];
    readonly parser: SqlParser;
  },
): Promise<ReadonlyMap<ReplayFault, Retried>> {
  const retried = new Map<ReplayFault, Retried>();
  const trials = trialsOf(
    replayed,
    `set session authorization ${quoteIdent(await userOf(database))};reset role;reset all;`,
  );
  if (trials.length === 0) return retried;
  await rolledBack(database, async (session) => {
    await beginGuard(session);
    for (const trial of trials) retried.set(trial.fault, await tryAlone(session, trial));
    let open = trials;
    for (;;) {
      const failed: Trial[] = [];
      for (const trial of open) {
        if (!(await passes(session, trial))) failed.push(trial);
        else if (retried.get(trial.fault)?.passes === "never") {
          retried.set(trial.fault, { ...retried.get(trial.fault), passes: "after_others" });
        }
      }
      if (failed.length === open.length || failed.length === 0) break;
      open = failed;
    }
  });
  return retried;
}

interface Trial {
  readonly fault: ReplayFault;
  /** Puts back the session, then sets what the file has set before the statement. */
  readonly settings: string;
  readonly sql: string;
}

/** The embedded engine's `reset session authorization` does nothing. */
async function userOf(database: Database): Promise<string> {
  const [row] = await database.query<{ user: string }>("select session_user::text as user");
  return row?.user ?? "postgres";
}

function trialsOf(
  { faults, files, parser }: Parameters<typeof retryFaults>[1],
  reset: string,
): readonly Trial[] {
  const byName = new Map(files.map((file) => [file.file, file]));
  return faults.flatMap((fault): Trial[] => {
    if (fault.stage !== "statement") return [];
    const statements = (byName.get(fault.file)?.statements ?? []).map(({ statement }) => statement);
    const statement = statements.find(({ start }) => start === fault.start);
    const treatment = statement === undefined ? undefined : treatmentOf(statement, parser);
    if (statement === undefined || treatment?.kind !== "run") return [];
    const before = statements.filter(
      ({ start, kind }) => kind === "VariableSetStmt" && start < statement.start,
    );
    return [{ fault, settings: reset + before.map(textOf).join(""), sql: treatment.sql }];
  });
}

function textOf({ text }: ParsedStatement): string {
  return `${text}\n;`;
}

async function tryAlone(session: Session, trial: Trial): Promise<Retried> {
  await session.execute("savepoint supawarden_trial");
  try {
    await session.execute(trial.settings);
    await session.execute(trial.sql);
    return { passes: "alone" };
  } catch (error) {
    const state = sqlState(error);
    if (state === undefined) throw error;
    return { passes: "never", message: messageOf(error), sqlstate: state };
  } finally {
    await session.execute("rollback to savepoint supawarden_trial; release savepoint supawarden_trial");
  }
}

async function passes(session: Session, trial: Trial): Promise<boolean> {
  try {
    await runGuarded(session, `${trial.settings}${trial.sql}`);
    return true;
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    return false;
  }
}

class RolledBack extends Error {}

async function rolledBack(database: Database, body: (session: Session) => Promise<void>): Promise<void> {
  try {
    await database.transaction("write", async (session) => {
      await body(session);
      throw new RolledBack();
    });
  } catch (error) {
    if (!(error instanceof RolledBack)) throw error;
  }
}
