import { z } from "zod";
import type { Config } from "../config.ts";
import { SEVERITIES } from "../findings/finding.ts";

const finding = z.object({
  fingerprint: z.string(),
  state: z.enum(["new", "reopened"]),
  message: z.string(),
  /** Identity text of the object. */
  object: z.string(),
});

const group = z.object({
  root_cause: z.string().nullable(),
  rule: z.string(),
  severity: z.enum(SEVERITIES),
  title: z.string(),
  findings: z.array(finding).min(1),
});

/** What an outbox row says: the findings of one run that are worth an alert, those of one cause together. */
export const alertPayload = z.object({
  version: z.literal(1),
  run: z.object({ id: z.string(), started_at: z.string(), trigger: z.string(), source: z.string() }),
  groups: z.array(group).min(1),
});

/** What an alert says, as the generic webhook and the broadcast send it. */
export type AlertPayload = z.infer<typeof alertPayload>;

/** An alert on its way to one channel. */
export interface Alert {
  /** The same for every attempt, so that a receiver can drop what it has seen. */
  readonly idempotencyKey: string;
  /** 1 for the first attempt. */
  readonly attempt: number;
  readonly payload: AlertPayload;
}

/** A channel of the configuration. */
export type Channel = NonNullable<NonNullable<Config["alerts"]>["channels"]>[number];

/** What a channel needs of the world. */
export interface Sending {
  readonly env: (name: string) => string | undefined;
  /** Milliseconds since 1970, for signatures. */
  readonly now: number;
  readonly fetch: typeof fetch;
  readonly log: (line: object) => void;
  /** Sends a Realtime broadcast; by default through supabase-js. */
  readonly broadcast: Broadcast;
}

/** Sends one message to a private Realtime topic. Throws when it was not accepted. */
export type Broadcast = (message: {
  readonly topic: string;
  readonly event: string;
  readonly payload: object;
}) => Promise<void>;

/** Why an alert did not arrive, in words without an address, a key or a receiver's answer. */
export class AlertNotSent extends Error {
  /** Waiting cannot cure it. */
  readonly permanent: boolean;

  constructor(message: string, options: { readonly permanent?: boolean; readonly cause?: unknown } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "AlertNotSent";
    this.permanent = options.permanent ?? false;
  }
}

/** One line that says it all: how many findings, how many of them are errors, from which run. */
export function headline(payload: AlertPayload): string {
  const counts = SEVERITIES.map((severity) => ({
    severity,
    count: payload.groups
      .filter((entry) => entry.severity === severity)
      .reduce((sum, entry) => sum + entry.findings.length, 0),
  })).filter(({ count }) => count > 0);
  const total = counts.reduce((sum, { count }) => sum + count, 0);
  const parts = counts.map(({ severity, count }) => `${count} ${severity}`).join(", ");
  return `Supawarden: ${total} new or reopened ${total === 1 ? "finding" : "findings"} (${parts})`;
}
