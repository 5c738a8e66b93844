import type { WaitingCause } from "../causes/root_causes.ts";
import type { Database, Session } from "../database/database.ts";
import type { Finding } from "../findings/finding.ts";
import { type PreviousFinding, reconcile } from "../findings/reconcile.ts";
import type { Report, Summary } from "../findings/report.ts";
import { type AlertSettings, alertPayload } from "./alert_payload.ts";
import { keepFindings, type NewCatalogState, replaceCatalogState } from "./catalog_state.ts";
import {
  FINDING_COLUMNS,
  FINDING_ORDER,
  FINDING_SOURCE,
  type FindingRow,
  toStoredFinding,
} from "./finding_rows.ts";
import { acceptances, claimRun, succeed, withHistory } from "./finish_run.ts";
import { insertAlerts, insertEvents, resolveFindings, upsertFindings } from "./run_rows.ts";
import { type SliceProgress, saveProgress } from "./run_slices.ts";
import { isoTime, queryStore, toJsonb } from "./store_session.ts";
import { keepWaitingCauses, settleCauses } from "./waiting_causes.ts";

/** What one slice found. */
export interface FinishedSlice {
  /** The report of the slice's rules alone. */
  readonly report: Report;
  /** Rules of which a finding that the run has not seen by now is resolved. */
  readonly resolvable: readonly string[];
  readonly unjudged: readonly string[];
  /** What causes the findings may come to have, together with those of other slices. */
  readonly waiting: readonly WaitingCause[];
  /** How far the run has come with this slice. */
  readonly progress: SliceProgress;
}

/** Findings written in one statement: one of them is some kilobytes, and all of a large database would be too much. */
const BATCH = 1000;

/**
 * Stores the findings of one slice and the progress of its run in one transaction; returns the findings with their
 * history. Only findings of the slice's own rules are touched.
 * @throws SupawardenError `busy` when the run was marked abandoned meanwhile; nothing is stored then.
 */
export function storeSlice(database: Database, slice: FinishedSlice): Promise<readonly Finding[]> {
  return database.transaction("write", async (session) => {
    const { run: facts, findings } = slice.report;
    await claimRun(session, facts.id);
    const known = { fingerprints: findings.map((finding) => finding.fingerprint), rules: slice.resolvable };
    const reconciled = reconcile(await findingsBefore(session, { ...known, startedAt: facts.started_at }), {
      findings,
      fullyJudged: slice.resolvable,
      unjudged: slice.unjudged,
      at: facts.started_at,
    });
    for (let start = 0; start < findings.length; start += BATCH) {
      const batch = findings.slice(start, start + BATCH);
      await upsertFindings(session, { findings: batch, reconciled, at: facts.started_at });
    }
    await resolveFindings(session, { fingerprints: reconciled.resolved, at: facts.started_at });
    await insertEvents(session, {
      transitions: reconciled.transitions,
      runId: facts.id,
      at: facts.started_at,
    });
    await keepWaitingCauses(session, slice.waiting);
    await saveProgress(session, facts.id, slice.progress);
    const accepted = await acceptances(session, facts.started_at);
    return findings.map((finding) => withHistory(finding, { reconciled, accepted }));
  });
}

/**
 * Records the progress of a run by a step that judged nothing.
 * @throws SupawardenError `busy` when the run was marked abandoned meanwhile; nothing is stored then.
 */
export function storeStep(database: Database, runId: string, progress: SliceProgress): Promise<void> {
  return database.transaction("write", async (session) => {
    await claimRun(session, runId);
    await saveProgress(session, runId, progress);
  });
}

/** What is known of the findings, and of those of the rules that this run has not seen. */
function findingsBefore(
  session: Session,
  slice: {
    readonly fingerprints: readonly string[];
    readonly rules: readonly string[];
    readonly startedAt: string;
  },
): Promise<PreviousFinding[]> {
  return queryStore<PreviousFinding>(
    session,
    `select fi.fingerprint, fi.rule, fi.severity, fi.state, ${isoTime("fi.first_seen_at")} as first_seen_at
     from supawarden.findings fi
     where fi.fingerprint in (select pg_catalog.jsonb_array_elements_text($1::text::jsonb))
       or (
         fi.rule in (select pg_catalog.jsonb_array_elements_text($2::text::jsonb))
         and fi.state <> 'resolved'
         and fi.last_seen_at <> $3::timestamptz
       )
     order by fi.fingerprint collate "C"`,
    [toJsonb(slice.fingerprints), toJsonb(slice.rules), slice.startedAt],
  );
}

/** What ends a run in slices. */
export interface FinishedSlices {
  /** The last slice's report: whatever it says beside findings it says for all slices. */
  readonly report: Report;
  readonly progress: SliceProgress;
  readonly alerts: AlertSettings;
  readonly state?: NewCatalogState;
}

/**
 * Ends a run in slices: counts what its slices stored, puts its alerts into the outbox and marks it succeeded, in one
 * transaction. Returns the report without its findings, which are in the store.
 */
export function completeSlices(database: Database, run: FinishedSlices): Promise<Report> {
  return database.transaction("write", async (session) => {
    const facts = run.report.run;
    await claimRun(session, facts.id);
    const { unchanged } = run.progress;
    if (unchanged !== undefined) await keepFindings(session, unchanged, facts.started_at);
    await settleCauses(session);
    const report: Report = {
      ...run.report,
      summary: { ...run.report.summary, ...(await countFindings(session, facts)) },
      findings: [],
    };
    const fresh = await freshFindings(session, run.alerts);
    const payload = alertPayload({ ...report, findings: fresh }, run.alerts.threshold);
    if (payload !== undefined) {
      await insertAlerts(session, { payload, channels: run.alerts.channels, at: facts.finished_at });
    }
    await succeed(session, { report, unchangedSince: unchanged?.run_id ?? null });
    if (unchanged === undefined) await replaceCatalogState(session, { ...facts, state: run.state });
    return report;
  });
}

/** Counts the findings that the run saw, and the changes it recorded. */
async function countFindings(
  session: Session,
  run: { readonly id: string; readonly started_at: string },
): Promise<Partial<Summary>> {
  const [row] = await queryStore<Record<"error" | "warn" | "info" | "suppressed", number>>(
    session,
    `select
       (count(*) filter (where seen.severity = 'error' and not seen.suppressed))::int4 as error,
       (count(*) filter (where seen.severity = 'warn' and not seen.suppressed))::int4 as warn,
       (count(*) filter (where seen.severity = 'info' and not seen.suppressed))::int4 as info,
       (count(*) filter (where seen.suppressed))::int4 as suppressed
     from (
       select fi.severity, fi.suppression is not null or su.id is not null as suppressed
       from ${FINDING_SOURCE}
       where fi.state <> 'resolved'
         and fi.last_seen_at = $1::timestamptz
     ) seen`,
    [run.started_at],
  );
  const [changes] = await queryStore<Record<"new" | "reopened" | "resolved", number>>(
    session,
    `select
       (count(*) filter (where ev.state = 'new' and not accepted.is))::int4 as new,
       (count(*) filter (where ev.state = 'reopened' and not accepted.is))::int4 as reopened,
       (count(*) filter (where ev.state = 'resolved'))::int4 as resolved
     from supawarden.finding_events ev
     join ${FINDING_SOURCE} on fi.fingerprint = ev.fingerprint
     cross join lateral (select fi.suppression is not null or su.id is not null as is) accepted
     where ev.run_id = $1::uuid`,
    [run.id],
  );
  return { ...row, ...changes };
}

/** Findings that an alert looks at, at most. */
const MOST_ALERTED = 10_000;

/**
 * Findings that are new or back since the last run that succeeded: a run that broke off between two slices has stored
 * some, and alerted on none.
 */
async function freshFindings(session: Session, alerts: AlertSettings): Promise<readonly Finding[]> {
  if (alerts.channels.length === 0) return [];
  const rows = await queryStore<FindingRow>(
    session,
    `select ${FINDING_COLUMNS}
     from ${FINDING_SOURCE}
     where fi.state in ('new', 'open', 'reopened')
       and fi.fingerprint in (
         select ev.fingerprint
         from supawarden.finding_events ev
         join supawarden.runs ru on ru.id = ev.run_id
         where ev.state in ('new', 'reopened')
           and ru.started_at > coalesce(
             (select max(done.started_at) from supawarden.runs done where done.status = 'succeeded'),
             '-infinity'
           )
       )
     order by ${FINDING_ORDER}
     limit ${MOST_ALERTED}`,
  );
  // One of a run that broke off is open by now; to the reader of the alert it is new.
  return rows
    .map(toStoredFinding)
    .map((finding) => ({ ...finding, state: finding.state === "open" ? "new" : finding.state }));
}
