import type { Database } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import type { Pause } from "./pause.ts";

/** Key of the lock, the same in every version: the bytes of "SUPA" and "MIGR". Advisory locks are a database's own. */
const KEY = [0x53555041, 0x4d494752] as const;

/**
 * Who holds the lock, in words. A session may take its own lock again, and the embedded server has one session for
 * everybody: so a lock that this very session holds counts as taken.
 */
const HOLDER = `
select
  pg_catalog.concat_ws(
    ' ',
    'process', lo.pid,
    'of role', pg_catalog.quote_literal(ac.usename),
    'from', coalesce(pg_catalog.host(ac.client_addr), 'the server itself'),
    'since', pg_catalog.to_char(ac.backend_start at time zone 'UTC', 'YYYY-MM-DD HH24:MI:SS "UTC"'),
    '(' || nullif(ac.application_name, '') || ')'
  ) as holder
from pg_catalog.pg_locks lo
left join pg_catalog.pg_stat_activity ac on ac.pid = lo.pid
where lo.locktype = 'advisory'
  and lo.database = (select da.oid from pg_catalog.pg_database da where da.datname = pg_catalog.current_database())
  and lo.classid = $1::int4::oid
  and lo.objid = $2::int4::oid
  and lo.objsubid = 2
  and lo.granted`;

/** How to wait for another runner. */
export interface LockWait {
  readonly waitMs: number;
  readonly pause: Pause;
  /** Told once, when the lock is held by another. */
  readonly onWait: (holder: string) => void;
}

const LOOK_AGAIN_MS = 500;

/**
 * Runs `body` as the one runner of this database, with the id of the server process that holds the lock. The lock goes
 * with the session, so a killed runner leaves none.
 * @throws SupawardenError `busy`, naming the holder, when another runner still has it after the wait.
 */
export async function withRunnerLock<T>(
  database: Database,
  wait: LockWait,
  body: (pid: number) => Promise<T>,
): Promise<T> {
  const pid = await take(database, wait);
  try {
    return await body(pid);
  } finally {
    // Where the session is lost, the lock is gone with it.
    await database
      .query("select pg_catalog.pg_advisory_unlock($1::int4, $2::int4)", KEY)
      .catch(() => undefined);
  }
}

async function take(database: Database, wait: LockWait): Promise<number> {
  let told = false;
  for (let waited = 0; ; waited += LOOK_AGAIN_MS) {
    const [held] = await database.query<{ holder: string }>(HOLDER, KEY);
    if (held === undefined) {
      const [taken] = await database.query<{ taken: boolean; pid: number }>(
        "select pg_catalog.pg_try_advisory_lock($1::int4, $2::int4) as taken, pg_catalog.pg_backend_pid() as pid",
        KEY,
      );
      if (taken?.taken === true) return taken.pid;
    }
    const holder = held?.holder ?? "another process";
    if (waited >= wait.waitMs) {
      throw new SupawardenError("busy", `another runner is at work on ${database.label}: ${holder}`, {
        hint: "One runner at a time. Wait for it (--lock-wait SECONDS), or end that process if it hangs.",
      });
    }
    if (!told) wait.onWait(holder);
    told = true;
    await wait.pause(Math.min(LOOK_AGAIN_MS, wait.waitMs - waited));
  }
}
