import { z } from "zod";
import type { Config } from "../config.ts";
import { SEVERITIES } from "../findings/finding.ts";

/** What an outbox row must hold to be sent; the rest of it is passed on as it is. */
export const alertPayload = z.looseObject({
  run: z.looseObject({ id: z.string(), started_at: z.string() }),
  /** Findings of one cause, or else of one rule; worst first. */
  groups: z
    .array(
      z.looseObject({
        rule: z.string(),
        severity: z.enum(SEVERITIES),
        title: z.string(),
        root_cause: z.string().optional(),
        /** Findings in the group. */
        count: z.number().int(),
        /** Rules with their counts, where the cause has findings of several. */
        rules: z
          .array(z.looseObject({ rule: z.string(), severity: z.enum(SEVERITIES), count: z.number().int() }))
          .optional(),
        /** The first objects, and how many there are; rows of earlier versions lack that. */
        objects: z.array(z.looseObject({ identity: z.string() })),
        object_count: z.number().int().optional(),
        repair: z
          .looseObject({
            sql: z.string(),
            safety: z.enum(["safe", "review"]),
            scope: z.enum(["cause", "all", "first"]),
          })
          .optional(),
      }),
    )
    .min(1),
});

/** The findings of one run that are worth an alert. */
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

/** What webhook, broadcast and log carry: the payload, a version of its shape, and the key to tell repeats by. */
export function message(alert: Alert): { readonly version: 1; readonly id: string } & AlertPayload {
  return { version: 1, id: alert.idempotencyKey, ...alert.payload };
}

/** One line that says it all: how many findings, and how bad the worst of them is. */
export function headline(payload: AlertPayload): string {
  const total = payload.groups.reduce((sum, group) => sum + group.count, 0);
  const worst = payload.groups[0]?.severity ?? "info";
  return `Supawarden: ${total} new or reopened ${total === 1 ? "finding" : "findings"}, worst severity ${worst}`;
}
