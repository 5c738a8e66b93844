import type { Database, Session } from "../database/database.ts";
import type { SqlParser } from "../sql/parser.ts";
import type { DetailsAccess } from "./details_table.ts";
import type { OnEvent } from "./events.ts";
import type { MigrationFailure } from "./failure.ts";
import { pauseUntil } from "./pause.ts";
import type { RunContext, RunSettings } from "./run_context.ts";
import { withRunnerLock } from "./runner_lock.ts";

/** How a command runs migrations. */
export interface RunOptions {
  readonly parser: SqlParser;
  readonly settings: RunSettings;
  /** How long to wait for another runner. */
  readonly lockWaitMs: number;
  /** SQL that makes `supawarden.migration_details`, in order; `null` keeps no details. */
  readonly detailsSql: readonly string[] | null;
  readonly gitCommit?: string;
  readonly signal?: AbortSignal;
  readonly stopwatch: () => number;
  readonly onEvent: OnEvent;
}

/** A migration that was applied or taken back. */
export interface RanMigration {
  readonly version: string;
  readonly file: string;
  readonly statements: number;
  readonly duration_ms: number;
}

/** How a run ended. */
export interface RunOutcome {
  readonly done: readonly RanMigration[];
  /** Planned files that were not begun, or not finished. */
  readonly left: readonly string[];
  readonly failure?: MigrationFailure;
  /** The person at the terminal stopped it; in whole sentences, what is left of the migration at work. */
  readonly interrupted?: string;
}

/** The runner's place: lock held, nobody else at work. `contextOf` makes what one script of the run needs. */
export interface Workplace {
  readonly contextOf: (place: { readonly position: number; readonly total: number }) => RunContext;
}

/**
 * Takes the runner's lock and hands the work over.
 * @param prepare makes what must be there before the first script; says whether details can be kept.
 */
export async function withWorkplace<T>(
  database: Database,
  options: RunOptions & { readonly prepare: () => Promise<DetailsAccess> },
  body: (workplace: Workplace) => Promise<T>,
): Promise<T> {
  const pause = pauseUntil(options.signal);
  const wait = {
    waitMs: options.lockWaitMs,
    pause,
    onWait: (holder: string) => options.onEvent({ kind: "waiting", holder }),
  };
  return withRunnerLock(database, wait, async (pid) => {
    options.onEvent({ kind: "session", pid });
    const sessionUser = await sessionUserOf(database);
    const details = await options.prepare();
    if (!details.available && options.detailsSql !== null) {
      options.onEvent({ kind: "details_unavailable", reason: details.reason });
    }
    const { settings, gitCommit, signal, stopwatch, onEvent } = options;
    return body({
      contextOf: (place) => ({
        settings,
        details,
        pid,
        sessionUser,
        pause,
        ahead: database.pipelines === true,
        stopwatch,
        onEvent,
        ...(gitCommit === undefined ? {} : { gitCommit }),
        ...(signal === undefined ? {} : { signal }),
        ...place,
      }),
    });
  });
}

async function sessionUserOf(session: Session): Promise<string> {
  const [row] = await session.query<{ name: string }>("select session_user::text as name");
  return row?.name ?? "postgres";
}
