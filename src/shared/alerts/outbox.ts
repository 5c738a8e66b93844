import type { Database } from "../database/database.ts";

/** A row of the outbox, claimed by this deliverer until its lease runs out. */
export interface ClaimedAlert {
  readonly id: string;
  readonly channel_type: string;
  readonly channel_name: string;
  readonly idempotency_key: string;
  /** Text of the JSON payload. */
  readonly payload: string;
  /** Attempts including this one. */
  readonly attempts: number;
}

/** Milliseconds for which a claimed alert is nobody else's; longer than any channel takes to answer. */
const LEASE_MS = 60_000;

/**
 * Claims the alert that has been due longest, or none. A claim counts as an attempt before anything is sent: an alert
 * that kills its deliverer still ends as a dead letter, and one whose deliverer died comes back when the lease is over.
 * @param options.skip names of channels to leave alone.
 */
export async function claimAlert(
  database: Database,
  options: { readonly now: string; readonly skip: readonly string[] },
): Promise<ClaimedAlert | undefined> {
  const rows = await database.query<ClaimedAlert>(
    `update supawarden.alerts alr
     set
       attempts = alr.attempts + 1,
       next_attempt_at = $1::timestamptz + $2::int4 * interval '1 millisecond'
     where alr.id = (
       select due.id
       from supawarden.alerts due
       where due.status = 'pending'
         and due.next_attempt_at <= $1::timestamptz
         and not due.channel_name = any ($3::text[])
       order by due.next_attempt_at, due.id
       limit 1
       for update skip locked
     )
     returning
       alr.id::text as id,
       alr.channel_type,
       alr.channel_name,
       alr.idempotency_key,
       alr.payload::text as payload,
       alr.attempts::int4 as attempts`,
    [options.now, LEASE_MS, options.skip],
  );
  return rows[0];
}

/** Records that the alert arrived. */
export async function markDelivered(database: Database, alert: ClaimedAlert, now: string): Promise<void> {
  await database.query(
    `update supawarden.alerts alr
     set status = 'delivered', delivered_at = $2::timestamptz, last_error = null
     where alr.id::text = $1`,
    [alert.id, now],
  );
}

/**
 * Records that an attempt failed: due again at `retryAt`, or a dead letter where that is null. Says nothing about an
 * alert that another deliverer has claimed since.
 */
export async function markFailed(
  database: Database,
  alert: ClaimedAlert,
  outcome: { readonly reason: string; readonly retryAt: string | null },
): Promise<void> {
  await database.query(
    `update supawarden.alerts alr
     set
       status = case when $3::timestamptz is null then 'dead' else alr.status end,
       next_attempt_at = coalesce($3::timestamptz, alr.next_attempt_at),
       last_error = $4
     where alr.id::text = $1
       and alr.attempts = $2::int4
       and alr.status = 'pending'`,
    [alert.id, alert.attempts, outcome.retryAt, outcome.reason],
  );
}
