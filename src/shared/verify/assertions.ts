import type { Config } from "../config.ts";
import { messageOf, type Session, sqlState } from "../database/database.ts";

/** What became of one configured assertion. */
export interface AssertionResult {
  readonly name: string;
  /** Rows it returned, counted up to `MOST_ROWS` and one; absent where it could not be run. */
  readonly rows?: number;
  /** Why it could not be run. */
  readonly error?: string;
}

/** Rows beyond this number are not counted. */
export const MOST_ROWS = 1_000;

/** Time limit of an assertion in milliseconds where the configuration sets none. */
const DEFAULT_TIMEOUT = 5_000;

/**
 * Runs the configured assertions in the session's transaction, each under its own savepoint and time limit. Only the
 * number of rows leaves the database. A connection that breaks is thrown; anything else is a result.
 */
export async function runAssertions(session: Session, config: Config): Promise<AssertionResult[]> {
  const results: AssertionResult[] = [];
  const timeout = Math.trunc(config.verify?.assertion_timeout_ms ?? DEFAULT_TIMEOUT);
  for (const assertion of config.verify?.data_assertions ?? []) {
    await session.execute("savepoint assertion");
    try {
      await session.execute(`set local statement_timeout = ${timeout}`);
      const rows = await countRows(session, assertion.sql);
      results.push({ name: assertion.name, rows });
    } catch (error) {
      const state = sqlState(error);
      if (state === undefined || state.startsWith("08") || state.startsWith("57P")) throw error;
      results.push({ name: assertion.name, error: reason(error, { state, timeout }) });
    }
    // Also takes back settings that the assertion's functions may have changed.
    await session.execute("rollback to savepoint assertion; release savepoint assertion");
  }
  return results;
}

async function countRows(session: Session, sql: string): Promise<number> {
  const query = sql.trim().replace(/;$/, "");
  // The parameter makes the driver prepare the text, and what is prepared is one statement: nothing can follow it.
  const [answer] = await session.query<{ rows: number | string }>(
    `select count(*)::int4 as rows from (select 1 from (\n${query}\n) assertion limit $1::int8) counted`,
    [MOST_ROWS + 1],
  );
  return Number(answer?.rows ?? 0);
}

function reason(
  error: unknown,
  { state, timeout }: { readonly state: string; readonly timeout: number },
): string {
  if (state === "57014") return `took longer than ${timeout} ms`;
  if (state === "25006") return `tries to write, and assertions run read-only (${messageOf(error)})`;
  return messageOf(error);
}
