import type { Config } from "../config.ts";
import type { Database } from "../database/database.ts";
import {
  type Alert,
  AlertNotSent,
  type AlertPayload,
  alertPayload,
  type Broadcast,
  type Channel,
  type Sending,
} from "./alert.ts";
import { MAX_ATTEMPTS, retryDelay } from "./backoff.ts";
import { sendLogLine } from "./log_line.ts";
import { type ClaimedAlert, claimAlert, markDelivered, markFailed } from "./outbox.ts";
import { sendRealtime, supabaseBroadcast } from "./realtime.ts";
import { sendSlack } from "./slack.ts";
import { sendWebhook } from "./webhook.ts";

/** What delivery needs besides the database. */
export interface DeliveryOptions {
  readonly config: Config;
  readonly env: (name: string) => string | undefined;
  /** The time, ISO 8601 in UTC. */
  readonly clock: () => string;
  /** The runtime's own where it is left out. */
  readonly fetch?: typeof fetch;
  readonly log: (line: object) => void;
  /** supabase-js where it is left out. */
  readonly broadcast?: Broadcast;
}

/** How many alerts arrived and how many attempts failed. */
export interface Deliveries {
  readonly delivered: number;
  readonly failed: number;
}

/** Milliseconds after which no further alert is begun: an edge function has 150 s, most of them for the audit. */
const BUDGET_MS = 40_000;

/**
 * Sends every alert of the outbox that is due, those that earlier runs failed to send included. At least once: an alert
 * whose deliverer dies between sending and recording it is sent again under the same idempotency key. A channel that
 * fails is left alone for the rest of the call, so that one dead receiver does not hold up the others.
 * @throws only when the database fails; what a receiver does is counted, logged and recorded in the row.
 */
export async function deliverAlerts(database: Database, options: DeliveryOptions): Promise<Deliveries> {
  const send = options.fetch ?? fetch;
  const broadcast = options.broadcast ?? supabaseBroadcast({ env: options.env, fetch: send });
  const stopAt = Date.parse(options.clock()) + BUDGET_MS;
  const failing = new Set<string>();
  let delivered = 0;
  let failed = 0;
  for (;;) {
    const now = options.clock();
    if (Date.parse(now) > stopAt) break;
    const claimed = await claimAlert(database, { now, skip: [...failing] });
    if (claimed === undefined) break;
    const sending = { env: options.env, now: Date.parse(now), fetch: send, log: options.log, broadcast };
    const failure = await attempt(claimed, { config: options.config, sending });
    if (failure === undefined) {
      delivered += 1;
      await markDelivered(database, claimed, options.clock());
      continue;
    }
    failed += 1;
    failing.add(claimed.channel);
    await recordFailure(database, claimed, { failure, options });
  }
  return { delivered, failed };
}

async function recordFailure(
  database: Database,
  claimed: ClaimedAlert,
  outcome: { readonly failure: AlertNotSent; readonly options: DeliveryOptions },
): Promise<void> {
  const { failure, options } = outcome;
  const dead = failure.permanent || claimed.attempts >= MAX_ATTEMPTS;
  const retryAt = dead
    ? null
    : new Date(Date.parse(options.clock()) + retryDelay(claimed.attempts)).toISOString();
  await markFailed(database, claimed, { reason: failure.message, retryAt });
  options.log({
    level: dead ? "error" : "warn",
    event: dead ? "alert_dead" : "alert_not_sent",
    channel: claimed.channel,
    id: claimed.idempotency_key,
    attempt: claimed.attempts,
    reason: failure.message,
    ...(retryAt === null ? {} : { retry_at: retryAt }),
  });
}

/** Sends one alert; the failure where it did not arrive. */
async function attempt(
  claimed: ClaimedAlert,
  context: { readonly config: Config; readonly sending: Sending },
): Promise<AlertNotSent | undefined> {
  try {
    if (claimed.attempts > MAX_ATTEMPTS) {
      throw new AlertNotSent("no attempt came to an end", { permanent: true });
    }
    const alert = {
      idempotencyKey: claimed.idempotency_key,
      attempt: claimed.attempts,
      payload: readPayload(claimed.payload),
    };
    await sendTo(channelOf(claimed, context.config), { alert, sending: context.sending });
    return undefined;
  } catch (error) {
    if (error instanceof AlertNotSent) return error;
    // The text of an error we do not know may hold an address or a key.
    const kind = error instanceof Error ? error.name : "unknown error";
    return new AlertNotSent(`unexpected failure (${kind})`, { cause: error });
  }
}

function readPayload(text: string): AlertPayload {
  const parsed = alertPayload.safeParse(JSON.parse(text));
  if (!parsed.success) throw new AlertNotSent("its payload cannot be read", { permanent: true });
  return parsed.data;
}

function channelOf(claimed: ClaimedAlert, config: Config): Channel {
  const channel = config.alerts?.channels?.find(
    (candidate) => candidate.name === claimed.channel && candidate.type === claimed.channel_type,
  );
  if (channel === undefined) {
    throw new AlertNotSent("the configuration no longer has its channel", { permanent: true });
  }
  return channel;
}

function sendTo(
  channel: Channel,
  delivery: { readonly alert: Alert; readonly sending: Sending },
): Promise<void> {
  switch (channel.type) {
    case "webhook":
      return sendWebhook(channel, delivery);
    case "slack":
      return sendSlack(channel, delivery);
    case "realtime":
      return sendRealtime(channel, delivery);
    case "log":
      return sendLogLine(channel, delivery);
  }
}
