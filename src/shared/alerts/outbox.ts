import type { Database } from "../database/database.ts";

/** A row of the outbox, claimed by this deliverer until its lease runs out. */
export interface ClaimedAlert {
  readonly idempotency_key: string;
  readonly channel: string;
  readonly channel_type: string;
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
     where alr.idempotency_key = (
       select due.idempotency_key
       from supawarden.alerts due
       where due.delivered_at is null
         and not due.dead
         and due.next_attempt_at <= $1::timestamptz
         and not due.channel = any ($3::text[])
       order by due.next_attempt_at, due.idempotency_key
       limit 1
       for update skip locked
     )
     returning
       alr.idempotency_key,
       alr.channel,
       alr.channel_type,
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
     set delivered_at = $2::timestamptz, dead = false, last_error = null
     where alr.idempotency_key = $1`,
    [alert.idempotency_key, now],
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
       dead = $3::timestamptz is null,
       next_attempt_at = coalesce($3::timestamptz, alr.next_attempt_at),
       last_error = $4
     where alr.idempotency_key = $1
       and alr.attempts = $2::int4
       and alr.delivered_at is null`,
    [alert.idempotency_key, alert.attempts, outcome.retryAt, outcome.reason],
  );
}
