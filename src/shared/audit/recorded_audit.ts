import { type CatalogState, changesBetween, isCertain, readCatalogState } from "../catalog/catalog_state.ts";
import { readSnapshot, withBodyChecks } from "../catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Config } from "../config.ts";
import type { Database, Session } from "../database/database.ts";
import type { Severity } from "../findings/finding.ts";
import type { Report } from "../findings/report.ts";
import type { Rule } from "../rules/rule.ts";
import { type BodyFactsCache, createBodyFactsCache } from "../sql/body_facts_cache.ts";
import { keepBodyFacts, readBodyFacts } from "../store/body_facts.ts";
import { carriedFindings, readStoredState, type StoredCatalogState } from "../store/catalog_state.ts";
import { finishRun } from "../store/finish_run.ts";
import { withRunLock } from "../store/run_lock.ts";
import { announceRun, recordingFailure } from "./announced_run.ts";
import { type AuditOptions, audit, readingFor, selectRules } from "./run.ts";
import { inputsOf, isLimited, outdated, stateToKeep } from "./unchanged.ts";

/** A run that is recorded. */
export interface StoredAuditOptions extends AuditOptions {
  /** Id of the run where the caller has already announced it. */
  readonly runId?: string;
  /** Called once the run is recorded as running. */
  readonly onStarted?: () => void;
  /** Keeps the manifest with a run in slices: the requests that make the later ones bring none. */
  readonly keepManifest?: boolean;
  /** Judges everything, also where nothing has changed since the last run. */
  readonly full?: boolean;
  /** Called when the database was compared with an earlier run's, with what has changed; nothing where nothing has. */
  readonly onCompared?: (comparison: { readonly since: string; readonly changes: readonly string[] }) => void;
}

/** What was read of the database in one transaction. */
interface Sight {
  /** The rules to judge. */
  readonly rules: readonly Rule[];
  readonly snapshot: CatalogSnapshot;
  /** `undefined` where the run is limited to some rules, and can stand for no other. */
  readonly state: CatalogState | undefined;
  /** The state of an earlier run, where nothing has changed since. */
  readonly unchanged: StoredCatalogState | undefined;
  readonly bodyFacts: BodyFactsCache;
}

/**
 * Reads a database, judges it and records run, findings and history in its schema `supawarden`. One run at a time.
 * Where nothing has changed since the last run that judged everything, only the rules on live figures are judged, and
 * what it found is carried over.
 * @throws SupawardenError `busy` when another run holds the lock. On any other failure the run is recorded as failed.
 */
export function auditAndStore(database: Database, options: StoredAuditOptions): Promise<Report> {
  return withRunLock(database, async () => {
    const run = await announceRun(database, options);
    return recordingFailure(database, run, () => judgeAndStore(database, run));
  });
}

/** A run that is recorded as running. */
export type StartedAudit = StoredAuditOptions & { readonly id: string; readonly startedAt: string };

/** Judges what has been announced and stores it. */
export async function judgeAndStore(database: Database, run: StartedAudit): Promise<Report> {
  const known = await comparable(database, run);
  const { rules, state, unchanged, bodyFacts, ...sight } = await database.transaction("snapshot", (session) =>
    look(session, { run, known }),
  );
  const snapshot = await withBodyChecks(database, sight.snapshot);
  const alerts = alertSettings(run.config);
  if (unchanged !== undefined) {
    const carried = { findings: await carriedFindings(database, unchanged), facts: unchanged.carried };
    const { report, judgement } = await audit(snapshot, { ...run, judging: rules, carried });
    const { judged, fullyJudged, unjudged } = judgement;
    return finishRun(database, { report, judged, fullyJudged, unjudged, alerts, unchanged });
  }
  const audited = await audit(snapshot, { ...run, bodyFacts });
  await keepBodyFacts(database, bodyFacts);
  const kept =
    state !== undefined && audited.reliable && (await stillStands(database, state))
      ? stateToKeep({ state, snapshot }, { audited, run })
      : undefined;
  return finishRun(database, {
    report: audited.report,
    judged: audited.judgement.judged,
    fullyJudged: audited.judgement.fullyJudged,
    unjudged: audited.judgement.unjudged,
    alerts,
    ...(kept === undefined ? {} : { state: kept }),
  });
}

/** The stored state, where what it was judged by is what would judge now. */
export async function comparable(
  database: Database,
  run: StartedAudit,
): Promise<StoredCatalogState | undefined> {
  if (run.full === true || run.config.full_audits === true || isLimited(run)) return undefined;
  const stored = await readStoredState(database);
  if (stored === undefined) return undefined;
  const changes = outdated(stored, { inputs: inputsOf(run), now: run.startedAt });
  if (changes.length === 0) return stored;
  run.onCompared?.({ since: stored.run_id, changes });
  return undefined;
}

/**
 * Whether a later run may compare with the state. Names in deparsed expressions and privileges are not those of the
 * transaction's view but the newest: what changed while the snapshot was read may be in it, and could be changed back
 * before the next run.
 */
export async function stillStands(database: Database, state: CatalogState): Promise<boolean> {
  if (!isCertain(state)) return false;
  return changesBetween(state, await database.transaction("snapshot", readCatalogState)).length === 0;
}

/** State and snapshot share the transaction's one view of the catalogs. */
async function look(
  session: Session,
  { run, known }: { readonly run: StartedAudit; readonly known: StoredCatalogState | undefined },
): Promise<Sight> {
  const state = isLimited(run) ? undefined : await readCatalogState(session);
  const changes = known === undefined || state === undefined ? undefined : changesBetween(known.state, state);
  if (known !== undefined && changes !== undefined) run.onCompared?.({ since: known.run_id, changes });
  const unchanged = changes?.length === 0 ? known : undefined;
  const rules = selectRules(run).filter((rule) => unchanged?.carried.live.includes(rule.id) !== false);
  // Rules on live figures look at no bodies.
  const bodyFacts = unchanged === undefined ? await readBodyFacts(session) : createBodyFactsCache();
  const snapshot = await readSnapshot(
    session,
    readingFor(rules, { ...run, takenAt: run.startedAt, bodyFacts }),
  );
  return { rules, snapshot, state, unchanged, bodyFacts };
}

/** What to alert on, out of the configuration. */
export function alertSettings(config: Config): {
  readonly threshold: Severity;
  readonly channels: readonly { readonly type: string; readonly name: string }[];
} {
  return {
    threshold: config.alerts?.threshold ?? "error",
    channels: (config.alerts?.channels ?? []).map(({ type, name }) => ({ type, name })),
  };
}
