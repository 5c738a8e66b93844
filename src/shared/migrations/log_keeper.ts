import type { Database } from "../database/database.ts";

/** How much of the write-ahead log may lie in memory. */
const MOST_BYTES = 32 * 1024 * 1024;
/** Files between two looks at its length. */
const LOOK_EVERY = 10;

/**
 * Keeps the write-ahead log of the embedded engine short. It has no checkpointer of its own, so that without
 * checkpoints every byte ever written would stay in its files, which are memory. Nothing is done on a server.
 */
export function createLogKeeper(database: Database): () => Promise<void> {
  if (database.kind === "server") return () => Promise.resolve();
  let last: string | undefined;
  let files = 0;
  return async () => {
    if (files++ % LOOK_EVERY !== 0) return;
    const [row] = await database.query<{ now: string; written: number }>(
      `select cur.lsn::text as now, pg_catalog.pg_wal_lsn_diff(cur.lsn, coalesce($1, cur.lsn::text)::pg_catalog.pg_lsn)::int8::float8 as written
       from pg_catalog.pg_current_wal_insert_lsn() cur (lsn)`,
      [last ?? null],
    );
    if (row === undefined) return;
    last ??= row.now;
    if (Number(row.written) < MOST_BYTES) return;
    await database.execute("checkpoint");
    last = row.now;
  };
}
