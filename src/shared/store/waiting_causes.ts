import { CAUSE_SOURCES, type WaitingCause } from "../causes/root_causes.ts";
import type { Session } from "../database/database.ts";
import { queryStore, toJsonb } from "./store_session.ts";

/** Forgets what a run that broke off has left. One run is at work at a time. */
export async function forgetWaitingCauses(session: Session): Promise<void> {
  await queryStore(session, "delete from supawarden.waiting_causes");
}

/** Keeps what causes the findings of a slice may come to have, until the run is complete. */
export async function keepWaitingCauses(session: Session, waiting: readonly WaitingCause[]): Promise<void> {
  if (waiting.length === 0) return;
  await queryStore(
    session,
    `insert into supawarden.waiting_causes (fingerprint, source, key, member, cause)
     select ro.fingerprint, ro.source, ro.key, ro.member, ro.cause
     from pg_catalog.jsonb_to_recordset($1::text::jsonb)
       as ro (fingerprint text, source int2, key text, member int8, cause text)
     on conflict do nothing`,
    [toJsonb(waiting)],
  );
}

/**
 * Gives the findings of a run the causes that enough of them share, the strongest source first, as `withRootCauses` does
 * with findings that it has all at once. Nothing waits afterwards.
 */
export async function settleCauses(session: Session): Promise<void> {
  for (const [source, { minimum }] of CAUSE_SOURCES.entries()) {
    await queryStore(
      session,
      `with shared as (
         select wa.key, min(wa.cause collate "C") as cause
         from supawarden.waiting_causes wa
         where wa.source = $1::int2
         group by wa.key
         having count(distinct wa.member) >= $2::int4
       ),
       caused as (
         select wa.fingerprint, shared.cause
         from supawarden.waiting_causes wa
         join shared on shared.key = wa.key
         where wa.source = $1::int2
       ),
       settled as (
         update supawarden.findings fi
         set root_cause = caused.cause
         from caused
         where fi.fingerprint = caused.fingerprint
       )
       delete from supawarden.waiting_causes wa
       using caused
       where wa.fingerprint = caused.fingerprint`,
      [source, minimum],
    );
  }
  await forgetWaitingCauses(session);
}
