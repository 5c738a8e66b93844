import type { Database } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";

/** Key of the lock, the same in every version: the bytes of "SUPA" and "WARD". Advisory locks are a database's own. */
const KEY = [0x53555041, 0x57415244] as const;

/**
 * A session may take its own advisory lock again, and the embedded server has one session for everybody: so a lock
 * that this very session holds counts as taken.
 */
const TAKE = `
select case
  when exists (
    select
    from pg_catalog.pg_locks lo
    where lo.locktype = 'advisory'
      and lo.database = (select da.oid from pg_catalog.pg_database da where da.datname = pg_catalog.current_database())
      and lo.classid = $1::int4::oid
      and lo.objid = $2::int4::oid
      and lo.objsubid = 2
      and lo.pid = pg_catalog.pg_backend_pid()
  ) then false
  else pg_catalog.pg_try_advisory_lock($1::int4, $2::int4)
end as taken`;

/**
 * Runs `body` while holding the database's run lock; the lock goes with the session, so a killed run leaves none.
 * @throws SupawardenError `busy` when another run holds it.
 */
export async function withRunLock<T>(database: Database, body: () => Promise<T>): Promise<T> {
  const [row] = await database.query<{ taken: boolean }>(TAKE, KEY);
  if (row?.taken !== true) {
    throw new SupawardenError("busy", `another run is at work on ${database.label}`, {
      hint: "One audit at a time: try again when it is done.",
    });
  }
  try {
    return await body();
  } finally {
    // Where the session is lost, the lock is gone with it.
    await database
      .query("select pg_catalog.pg_advisory_unlock($1::int4, $2::int4)", KEY)
      .catch(() => undefined);
  }
}
