import type { Session } from "../database/database.ts";
import { beginReading } from "./objects/queries.ts";

/** A part of a reading. It can be tried again by another session after it has failed in one. */
export type Job<Result> = (session: Session) => Promise<Result>;

/**
 * Runs jobs, the longest of which should come first, on a session whose reading has begun and, where it has one, on its
 * companion as well: each takes the next one that is left. A companion is not waited for, and what fails in it the session
 * does itself.
 * @returns what they return, in their order.
 * @throws what a job throws in the session itself.
 */
export async function shareJobs<Result>(
  session: Session,
  jobs: readonly Job<Result>[],
): Promise<readonly Result[]> {
  const results = new Map<number, Result>();
  const left = [...jobs.entries()].reverse();
  let inHand: Promise<void> | undefined;
  const settings = await settingsToShare(session);
  const help = async () => {
    if (settings === undefined) return;
    const companion = await session.companion?.();
    if (companion === undefined || left.length === 0) return;
    await beginReading(companion);
    await companion.query(settings.sql, settings.parameters);
    for (let next = left.pop(); next !== undefined; next = left.pop()) {
      const [place, job] = next;
      const done = job(companion).then((result) => {
        results.set(place, result);
      });
      inHand = done.catch(() => {
        left.push([place, job]);
      });
      await done;
    }
  };
  help().catch(() => undefined);
  for (;;) {
    const next = left.pop();
    if (next !== undefined) {
      const [place, job] = next;
      results.set(place, await job(session));
    } else if (results.size < jobs.length) await inHand;
    else break;
  }
  return jobs.map((_, place) => results.get(place) as Result);
}

/** Bytes of the catalog of columns, about 1,000 tables, below which a reading is done before a connection is open. */
const WORTH_SHARING = 2 * 1024 * 1024;

/** What gives a companion the limits of the session; nothing where there is none, or too little to read. */
async function settingsToShare(session: Session) {
  if (session.companion === undefined) return undefined;
  const [row] = await session.query<{ statement: string; lock: string; is_large: boolean }>(
    `select current_setting('statement_timeout') as statement, current_setting('lock_timeout') as lock,
      pg_relation_size('pg_catalog.pg_attribute') >= ${WORTH_SHARING} as is_large`,
  );
  if (row?.is_large !== true) return undefined;
  return {
    sql: "select set_config('statement_timeout', $1, true), set_config('lock_timeout', $2, true)",
    parameters: [row.statement, row.lock],
  };
}
