import { randomUUID } from "node:crypto";
import type { AlertPayload } from "../../src/shared/alerts/alert.ts";
import { type DeliveryOptions, deliverAlerts } from "../../src/shared/alerts/deliver.ts";
import { parseConfig } from "../../src/shared/config.ts";
import type { Database } from "../../src/shared/database/database.ts";

/** When the tests' clock starts. */
export const START = Date.parse("2026-03-01T03:00:00Z");

type Group = AlertPayload["groups"][number];

/** One group of one finding, as a run would have it. */
export function group(change: Partial<Group> = {}): Group {
  return {
    rule: "rls_disabled_in_public",
    severity: "error",
    title: "Table without row level security",
    count: 1,
    objects: [{ kind: "relation", schema: "public", name: "notes", identity: "public.notes" }],
    ...change,
  };
}

/** Puts an alert in the outbox, due at the start of the tests' clock; returns its idempotency key. */
export async function queueAlert(
  database: Database,
  alert: { readonly channel: string; readonly type: string; readonly groups?: readonly Group[] },
): Promise<string> {
  const run = randomUUID();
  const key = `${run}:${alert.channel}`;
  const at = new Date(START).toISOString();
  await database.query(
    `insert into supawarden.runs (id, status, trigger, source, started_at, finished_at, tool_version)
     values ($1::uuid, 'succeeded', 'cron', 'database', $2::timestamptz, $2::timestamptz, '0')`,
    [run, at],
  );
  const payload = {
    run: { id: run, started_at: at, trigger: "cron", source: "database" },
    summary: { error: 1 },
    groups: alert.groups ?? [group()],
  };
  await database.query(
    `insert into supawarden.alerts (idempotency_key, run_id, channel, channel_type, payload, next_attempt_at, created_at)
     values ($1, $2::uuid, $3, $4, $5::text::jsonb, $6::timestamptz, $6::timestamptz)`,
    [key, run, alert.channel, alert.type, JSON.stringify(payload), at],
  );
  return key;
}

/** How an alert stands. */
export async function alertRow(database: Database, key: string) {
  const rows = await database.query<{
    attempts: number;
    delivered: boolean;
    dead: boolean;
    last_error: string | null;
    wait_s: number;
  }>(
    `select
       alr.attempts,
       alr.delivered_at is not null as delivered,
       alr.dead,
       alr.last_error,
       extract(epoch from alr.next_attempt_at - alr.created_at)::int4 as wait_s
     from supawarden.alerts alr
     where alr.idempotency_key = $1`,
    [key],
  );
  const row = rows[0];
  if (row === undefined) throw new Error(`no alert ${key}`);
  return row;
}

/** A deliverer with a clock that is moved by hand and a log that is kept. */
export function deliverer(channels: readonly object[], world: Partial<DeliveryOptions> = {}) {
  const log: object[] = [];
  let now = START;
  const config = parseConfig({ alerts: { channels } });
  return {
    log,
    wait: (seconds: number) => {
      now += seconds * 1000;
    },
    deliver: (database: Database) =>
      deliverAlerts(database, {
        config,
        env: () => undefined,
        clock: () => new Date(now).toISOString(),
        log: (line) => log.push(line),
        ...world,
      }),
  };
}
