import type { Database, Session } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import type { Acceptance, Finding, Severity } from "../findings/finding.ts";
import { type PreviousFinding, type Reconciled, reconcile } from "../findings/reconcile.ts";
import type { Report, Summary } from "../findings/report.ts";
import { type AlertSettings, alertPayload } from "./alert_payload.ts";
import {
  keepFindings,
  type NewCatalogState,
  replaceCatalogState,
  type StoredCatalogState,
} from "./catalog_state.ts";
import { insertAlerts, insertEvents, resolveFindings, upsertFindings } from "./run_rows.ts";
import { isoTime, queryStore, toJsonb } from "./store_session.ts";

/** A finished run and which rules it may speak for. */
export interface FinishedRun {
  readonly report: Report;
  /** Rules judged wholly or in part. */
  readonly judged: readonly string[];
  /** Rules judged on every subject: only their findings can be resolved. */
  readonly fullyJudged: readonly string[];
  /** Fingerprints that even those did not judge. */
  readonly unjudged?: readonly string[];
  readonly alerts?: AlertSettings;
  /** What the next run can compare with; where it is left out, the next one judges everything. */
  readonly state?: NewCatalogState;
  /** The state of an earlier run, where nothing has changed since: what the rules said then is in the store. */
  readonly unchanged?: StoredCatalogState;
}

/**
 * Stores a run in one transaction: findings, changes of state, alerts and the run's own row, a few statements whatever
 * the number of findings. Returns the report with the findings' states, first sight and operators' suppressions.
 * @throws SupawardenError `busy` when the run was marked abandoned or already finished; nothing is stored then.
 */
export function finishRun(database: Database, run: FinishedRun): Promise<Report> {
  return database.transaction("write", async (session) => {
    const { run: facts, findings } = run.report;
    await claimRun(session, facts.id);
    const reconciled = reconcile(await previousFindings(session), {
      findings,
      fullyJudged: run.fullyJudged,
      ...(run.unjudged === undefined ? {} : { unjudged: run.unjudged }),
      at: facts.started_at,
    });
    const accepted = await acceptances(session, facts.started_at);
    const complete = findings.map((finding) => withHistory(finding, { reconciled, accepted }));
    const report: Report = {
      ...run.report,
      summary: recount(run.report.summary, { findings: complete, resolved: reconciled.resolved.length }),
      findings: complete,
    };
    // The findings as the run saw them: an operator's suppression lives in its own table, and may be taken back.
    await upsertFindings(session, { findings: judgedAnew(run), reconciled, at: facts.started_at });
    if (run.unchanged !== undefined) await keepFindings(session, run.unchanged, facts.started_at);
    await resolveFindings(session, { fingerprints: reconciled.resolved, at: facts.started_at });
    await insertEvents(session, {
      transitions: reconciled.transitions,
      runId: facts.id,
      at: facts.started_at,
    });
    const payload = run.alerts === undefined ? undefined : alertPayload(report, run.alerts.threshold);
    if (payload !== undefined && run.alerts !== undefined) {
      await insertAlerts(session, { payload, channels: run.alerts.channels, at: facts.finished_at });
    }
    await succeed(session, { report, unchangedSince: run.unchanged?.run_id ?? null });
    if (run.unchanged === undefined) await replaceCatalogState(session, { ...facts, state: run.state });
    return report;
  });
}

/** Findings that are not in the store as they are. */
function judgedAnew({ report, unchanged }: FinishedRun): readonly Finding[] {
  if (unchanged === undefined) return report.findings;
  const live = new Set(unchanged.carried.live);
  return report.findings.filter((finding) => live.has(finding.rule));
}

/** Locks the run's row, so that no other run can call this one abandoned while it stores. */
export async function claimRun(session: Session, id: string): Promise<void> {
  const [row] = await queryStore<{ status: string }>(
    session,
    "select ru.status from supawarden.runs ru where ru.id = $1::uuid for update",
    [id],
  );
  if (row?.status === "running") return;
  const fate = row === undefined ? "was never recorded" : `is ${row.status} by now`;
  throw new SupawardenError("busy", `run ${id} ${fate}, so its findings were not stored`, {
    hint: "Another run took its place, most likely after the connection was lost. Its findings stand.",
  });
}

function previousFindings(session: Session): Promise<PreviousFinding[]> {
  return queryStore<PreviousFinding>(
    session,
    `select fi.fingerprint, fi.rule, fi.severity, fi.state, ${isoTime("fi.first_seen_at")} as first_seen_at
     from supawarden.findings fi
     order by fi.fingerprint collate "C"`,
  );
}

/** Operators' suppressions that hold at the time, by fingerprint. */
export async function acceptances(session: Session, at: string): Promise<ReadonlyMap<string, Acceptance>> {
  const rows = await queryStore<{ fingerprint: string; reason: string; owner: string; expires_at: string }>(
    session,
    `select su.fingerprint, su.reason, su.owner, ${isoTime("su.expires_at")} as expires_at
     from supawarden.suppressions su
     where su.expires_at > $1::timestamptz`,
    [at],
  );
  return new Map(rows.map(({ fingerprint, ...acceptance }) => [fingerprint, acceptance]));
}

/** The finding with its state, first sight and the suppression that holds. */
export function withHistory(
  finding: Finding,
  history: { readonly reconciled: Reconciled; readonly accepted: ReadonlyMap<string, Acceptance> },
): Finding {
  const suppression = finding.suppression ?? history.accepted.get(finding.fingerprint);
  return {
    ...finding,
    ...history.reconciled.seen.get(finding.fingerprint),
    ...(suppression === undefined ? {} : { suppression }),
  };
}

/** Counts again now that states and operators' suppressions are known; suppressed findings count only as such. */
function recount(
  summary: Summary,
  known: { readonly findings: readonly Finding[]; readonly resolved: number },
): Summary {
  const active = known.findings.filter((finding) => finding.suppression === undefined);
  const having = (severity: Severity) => active.filter((finding) => finding.severity === severity).length;
  return {
    ...summary,
    error: having("error"),
    warn: having("warn"),
    info: having("info"),
    new: active.filter((finding) => finding.state === "new").length,
    reopened: active.filter((finding) => finding.state === "reopened").length,
    resolved: known.resolved,
    suppressed: known.findings.length - active.length,
  };
}

/** Marks a run succeeded, with all that its row keeps of the report. */
export async function succeed(
  session: Session,
  { report, unchangedSince }: { readonly report: Report; readonly unchangedSince: string | null },
): Promise<void> {
  const { run } = report;
  await queryStore(
    session,
    `update supawarden.runs
     set status = 'succeeded',
       finished_at = $2::timestamptz,
       duration_ms = $3::int4,
       server_version = $4,
       exposed_schemas = $5::text::jsonb,
       exposed_schemas_source = $6,
       summary = $7::text::jsonb,
       not_evaluated = $8::text::jsonb,
       stale_suppressions = $9::text::jsonb,
       unchanged_since = $10::uuid
     where id = $1::uuid`,
    [
      run.id,
      run.finished_at,
      run.duration_ms,
      run.server_version,
      toJsonb(run.exposed_schemas),
      run.exposed_schemas_source,
      toJsonb(report.summary),
      toJsonb(report.not_evaluated),
      toJsonb(report.stale_suppressions),
      unchangedSince,
    ],
  );
}
