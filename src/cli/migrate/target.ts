import type { Database } from "../../shared/database/database.ts";
import { openServer, type ServerNotice } from "../../shared/database/server.ts";
import { SupawardenError } from "../../shared/errors.ts";
import { type ConnectionTarget, connectionTarget } from "../../shared/runner/production.ts";
import { chooseUrl } from "../source.ts";

/** The database that a `migrate` command works on. */
export interface MigrateTarget {
  readonly database: Database;
  readonly target: ConnectionTarget;
  /** Ends the statement that runs in a server process, over a connection of its own. */
  readonly cancel: (pid: number) => Promise<void>;
}

/**
 * Opens the database for `body` and closes it however that ends.
 * @throws SupawardenError `usage` where no database is named, or migrations would run through a pooler that gives every
 * transaction another session.
 */
export async function withTarget<T>(
  options: {
    readonly dbUrl: string | undefined;
    readonly changes: boolean;
    readonly onNotice?: (notice: ServerNotice) => void;
  },
  body: (target: MigrateTarget) => Promise<T>,
): Promise<T> {
  const url = chooseUrl(options.dbUrl);
  const database = openServer({
    url,
    preferTls: true,
    keepOpen: true,
    applicationName: "supawarden migrate",
    ...(options.onNotice === undefined ? {} : { onNotice: options.onNotice }),
  });
  try {
    const target = connectionTarget(url);
    if (options.changes) refusePooler(target);
    return await body({ database, target, cancel: (pid) => cancelOn(url, pid) });
  } finally {
    await database.close();
  }
}

function refusePooler(target: ConnectionTarget): void {
  if (!target.isTransactionPooler) return;
  throw new SupawardenError(
    "usage",
    `${target.host}:${target.port} is a pooler in transaction mode, where the runner's lock and a migration's settings would go astray`,
    {
      hint: "Use port 5432 of the same host, which is session mode, or the direct connection; take pgbouncer=true out of the URL.",
    },
  );
}

async function cancelOn(url: string, pid: number): Promise<void> {
  const other = openServer({ url, preferTls: true, applicationName: "supawarden migrate (cancel)" });
  try {
    await other.query("select pg_catalog.pg_cancel_backend($1::int4)", [pid]);
  } finally {
    await other.close();
  }
}
