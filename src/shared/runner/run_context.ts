import type { Session } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { DetailsAccess } from "./details_table.ts";
import type { OnEvent } from "./events.ts";
import type { Pause } from "./pause.ts";

/** How migrations are run. */
export interface RunSettings {
  /** Longest wait for a lock of a statement; 0 waits for ever. */
  readonly lockTimeoutMs: number;
  /** How often a migration that met a lock or a deadlock is tried again, after 1, 2, 4 … seconds. */
  readonly retries: number;
}

/** What running a script needs beside it. */
export interface RunContext {
  readonly settings: RunSettings;
  readonly details: DetailsAccess;
  readonly gitCommit?: string;
  /** The server process that holds the runner's lock. */
  readonly pid: number;
  /** The role that logged in. */
  readonly sessionUser: string;
  readonly signal?: AbortSignal;
  readonly pause: Pause;
  /** Milliseconds of a clock that never goes back. */
  readonly stopwatch: () => number;
  readonly onEvent: OnEvent;
  /** Whether statements may be sent before the last is answered: to a server. */
  readonly ahead: boolean;
  /** Place of the script in the run, for the events. */
  readonly position: number;
  readonly total: number;
}

/**
 * Takes back what an earlier file has set. The Supabase CLI sends `reset all` before each file, which leaves a changed
 * role as it is: there a file's `set role` would reach the next file and the row of the ledger.
 */
export function cleanSlate(sessionUser: string): string {
  return `set session authorization ${quoteIdent(sessionUser)}; reset role; reset all`;
}

/**
 * Makes sure that the connection is still the one that took the lock: the driver connects again by itself.
 * @throws SupawardenError `connection` when it is another.
 */
export async function requireSameSession(session: Session, pid: number): Promise<void> {
  const [own] = await session.query<{ pid: number }>("select pg_catalog.pg_backend_pid() as pid");
  if (own?.pid === pid) return;
  throw new SupawardenError("connection", "the connection was lost and with it the runner's lock", {
    hint: "See `supawarden migrate status`, then try again.",
  });
}
