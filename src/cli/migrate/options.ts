import type { RunOptions } from "../../shared/runner/run_options.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { checkedOutCommit } from "../repository.ts";
import { readOwnMigrations } from "../serve/own_migrations.ts";
import type { ChangeFlags } from "./flags.ts";
import type { Interruptible } from "./interrupt.ts";
import type { Teller } from "./tell_events.ts";

/** How a command runs migrations, from its flags. */
export async function runOptions(
  flags: ChangeFlags,
  { teller, interrupt }: { readonly teller: Teller; readonly interrupt: Interruptible },
): Promise<RunOptions> {
  const [parser, gitCommit, detailsSql] = await Promise.all([
    loadSqlParser(),
    checkedOutCommit(flags.migrations),
    flags.details ? detailsMigrations() : null,
  ]);
  return {
    parser,
    settings: { lockTimeoutMs: flags.lockTimeout, retries: flags.retries },
    lockWaitMs: flags.lockWait,
    detailsSql,
    ...(gitCommit === undefined ? {} : { gitCommit }),
    signal: interrupt.signal,
    stopwatch: () => performance.now(),
    onEvent: (event) => {
      if (event.kind === "session") interrupt.atWork(event.pid);
      teller.onEvent(event);
    },
  };
}

/** The two of our own migrations that make the schema and the one table of the runner. */
async function detailsMigrations(): Promise<readonly string[]> {
  const own = await readOwnMigrations();
  return own
    .filter(({ name }) => name === "supawarden_schema" || name === "supawarden_migration_details")
    .map(({ sql }) => sql);
}
