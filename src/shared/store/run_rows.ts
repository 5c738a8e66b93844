import type { Session } from "../database/database.ts";
import type { Acceptance, Finding } from "../findings/finding.ts";
import type { Reconciled, Transition } from "../findings/reconcile.ts";
import { expiryEnd } from "../findings/suppressions.ts";
import type { AlertPayload, AlertSettings } from "./alert_payload.ts";
import { queryStore, toJsonb } from "./store_session.ts";

/** Columns of a finding that every sight of it renews, with the type they travel in. */
const RENEWED = {
  rule: "text",
  severity: "text",
  category: "text",
  title: "text",
  message: "text",
  object_kind: "text",
  object_identity: "text",
  object: "jsonb",
  evidence: "jsonb",
  rationale: "text",
  remediation: "jsonb",
  location: "jsonb",
  root_cause: "text",
  docs: "text",
  state: "text",
  suppression: "jsonb",
  suppressed_until: "timestamptz",
} as const;

const RENEWED_NAMES = Object.keys(RENEWED);

/** Writes all findings of a run in one statement. */
export async function upsertFindings(
  session: Session,
  run: { readonly findings: readonly Finding[]; readonly reconciled: Reconciled; readonly at: string },
): Promise<void> {
  if (run.findings.length === 0) return;
  // A statement must not write one row twice.
  const unique = new Map(run.findings.map((finding) => [finding.fingerprint, finding]));
  const rows = [...unique.values()].map((finding) => toRow(finding, run.reconciled));
  await queryStore(
    session,
    `insert into supawarden.findings (fingerprint, ${RENEWED_NAMES.join(", ")}, first_seen_at, last_seen_at)
     select ro.fingerprint, ${RENEWED_NAMES.map((name) => `ro.${name}`).join(", ")}, ro.first_seen_at, $2::timestamptz
     from pg_catalog.jsonb_to_recordset($1::text::jsonb) as ro (
       fingerprint text,
       ${Object.entries(RENEWED)
         .map(([name, type]) => `${name} ${type}`)
         .join(", ")},
       first_seen_at timestamptz
     )
     on conflict (fingerprint) do update
     set ${RENEWED_NAMES.map((name) => `${name} = excluded.${name}`).join(", ")},
       last_seen_at = excluded.last_seen_at,
       resolved_at = null`,
    [toJsonb(rows), run.at],
  );
}

function toRow(finding: Finding, reconciled: Reconciled): Record<string, unknown> {
  const { object, suppression } = finding;
  return {
    ...finding,
    ...reconciled.seen.get(finding.fingerprint),
    object_kind: object.kind,
    object_identity: object.identity,
    suppressed_until: suppression === undefined ? null : suppressedUntil(suppression),
  };
}

function suppressedUntil(suppression: Acceptance): string | null {
  const end = expiryEnd(suppression);
  return end === undefined ? null : new Date(end).toISOString();
}

/** Marks findings resolved. */
export async function resolveFindings(
  session: Session,
  run: { readonly fingerprints: readonly string[]; readonly at: string },
): Promise<void> {
  if (run.fingerprints.length === 0) return;
  await queryStore(
    session,
    `update supawarden.findings
     set state = 'resolved',
       resolved_at = $2::timestamptz
     where fingerprint in (select pg_catalog.jsonb_array_elements_text($1::text::jsonb))`,
    [toJsonb(run.fingerprints), run.at],
  );
}

/** Adds the changes of a run to the history. */
export async function insertEvents(
  session: Session,
  run: { readonly transitions: readonly Transition[]; readonly runId: string; readonly at: string },
): Promise<void> {
  if (run.transitions.length === 0) return;
  await queryStore(
    session,
    `insert into supawarden.finding_events (fingerprint, run_id, state, previous_state, severity, at)
     select ro.fingerprint, $2::uuid, ro.state, ro.previous_state, ro.severity, $3::timestamptz
     from pg_catalog.jsonb_to_recordset($1::text::jsonb)
       as ro (fingerprint text, state text, previous_state text, severity text)`,
    [toJsonb(run.transitions), run.runId, run.at],
  );
}

/** Puts an alert into the outbox, one row a channel. The key is the same however often it is sent. */
export async function insertAlerts(
  session: Session,
  alert: {
    readonly payload: AlertPayload;
    readonly channels: AlertSettings["channels"];
    readonly at: string;
  },
): Promise<void> {
  if (alert.channels.length === 0) return;
  await queryStore(
    session,
    `insert into supawarden.alerts
       (idempotency_key, run_id, channel, channel_type, payload, next_attempt_at, created_at)
     select $2::text || ':' || ro.name, $2::text::uuid, ro.name, ro.type, $3::text::jsonb, $4::timestamptz, $4::timestamptz
     from pg_catalog.jsonb_to_recordset($1::text::jsonb) as ro (name text, type text)
     on conflict do nothing`,
    [toJsonb(alert.channels), alert.payload.run.id, toJsonb(alert.payload), alert.at],
  );
}
