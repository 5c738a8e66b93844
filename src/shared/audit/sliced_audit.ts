import { changesBetween, readCatalogState } from "../catalog/catalog_state.ts";
import { readSnapshot, withBodyChecks } from "../catalog/read_snapshot.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { Database } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { keysOfTexts } from "../facts/known_texts.ts";
import type { ScopeGiven } from "../facts/rule_scope.ts";
import type { Finding } from "../findings/finding.ts";
import type { Report } from "../findings/report.ts";
import { findRule } from "../rules/mod.ts";
import { newTexts } from "../rules/read_texts.ts";
import type { BodyFactsCache } from "../sql/body_facts_cache.ts";
import { keepBodyFacts, knowsTexts, readBodyFacts } from "../store/body_facts.ts";
import { completeSlices, storeSlice, storeStep } from "../store/finish_slice.ts";
import { withRunLock } from "../store/run_lock.ts";
import { readSlicedRun, runBetweenSlices, type SliceProgress, saveProgress } from "../store/run_slices.ts";
import { failRun } from "../store/runs.ts";
import { forgetWaitingCauses } from "../store/waiting_causes.ts";
import { announceRun, recordingFailure } from "./announced_run.ts";
import { ParserPostponed } from "./judge_with_parser.ts";
import {
  alertSettings,
  comparable,
  judgeAndStore,
  type StartedAudit,
  type StoredAuditOptions,
  stillStands,
} from "./recorded_audit.ts";
import { audit, readingFor, selectRules } from "./run.ts";
import { certainChanges, factsSoFar, resolvable, steadyFacts, withSlice } from "./slice_progress.ts";
import { countParts, fitsInOne, type PartSizes, planSlices } from "./slices.ts";
import { canReadTextsFirst, keepTexts, textsFirst, withTextsFirst } from "./text_slices.ts";
import { inputsOf, isLimited, stateValidUntil } from "./unchanged.ts";

/** What one invocation may cost. */
export interface SlicedAuditOptions extends StoredAuditOptions {
  /** In microseconds of CPU. */
  readonly budget: number;
}

/** What one step of an audit came to. */
export interface AuditStep {
  readonly runId: string;
  /** There are slices left, to be made by `continueAudit`. */
  readonly more: boolean;
  /** What this step stored, with its history. */
  readonly findings: readonly Finding[];
  /** The finished report; of a run in slices without its findings, which are in the store. */
  readonly report?: Report;
}

/** How often a run is started anew because the database changed between two slices. */
const MOST_RESTARTS = 3;

/**
 * Starts an audit: all of it where the budget allows, else its first slice. Each slice judges some rules on the whole
 * database or on a shard of it, and all slices have to find the catalogs in the same state, so that the result is that of one moment.
 * @throws SupawardenError `busy` when another run is at work or between two slices.
 */
export function startAudit(database: Database, options: SlicedAuditOptions): Promise<AuditStep> {
  return withRunLock(database, async () => {
    const between = await runBetweenSlices(database);
    if (between !== undefined) {
      throw new SupawardenError("busy", `run ${between} is between two slices on ${database.label}`, {
        hint: "One audit at a time: try again when it is done.",
      });
    }
    const run = await announceRun(database, options);
    return recordingFailure(database, run, async () => {
      const sizes = await countParts(database);
      if (fitsInOne(selectRules(run), { sizes, budget: options.budget })) {
        const report = await judgeAndStore(database, run);
        return { runId: run.id, more: false, findings: report.findings, report };
      }
      return begin(database, run, { sizes, budget: options.budget, restarts: 0 });
    });
  });
}

/**
 * Makes the next slice of a run.
 * @throws SupawardenError `busy` when no such run is waiting, or when a slice of it is being made.
 */
export function continueAudit(
  database: Database,
  options: SlicedAuditOptions & { readonly runId: string },
): Promise<AuditStep> {
  return withRunLock(database, async () => {
    const known = await readSlicedRun(database, options.runId);
    if (known === undefined) {
      throw new SupawardenError("busy", `no run ${options.runId} is waiting to be continued`);
    }
    const run: StartedAudit = {
      ...options,
      ...known.slices.selection,
      ...(known.slices.selection.manifest === undefined ? {} : { keepManifest: true }),
      id: known.id,
      startedAt: known.started_at,
      trigger: known.trigger,
      ...(known.git_commit === null ? {} : { gitCommit: known.git_commit }),
    };
    return recordingFailure(database, run, () =>
      makeSlice(database, run, { progress: known.slices, budget: options.budget }),
    );
  });
}

interface Plan {
  readonly sizes: PartSizes;
  readonly budget: number;
  readonly restarts: number;
}

async function begin(database: Database, run: StartedAudit, plan: Plan): Promise<AuditStep> {
  const known = await comparable(database, run);
  const state = await database.transaction("snapshot", readCatalogState);
  const changes = known === undefined ? undefined : changesBetween(known.state, state);
  if (known !== undefined && changes !== undefined) run.onCompared?.({ since: known.run_id, changes });
  const unchanged = changes?.length === 0 ? known : undefined;
  const rules = selectRules(run).filter((rule) => unchanged?.carried.live.includes(rule.id) !== false);
  const planned = planSlices(rules, { ...plan, given: await scopeGiven(database, run) });
  const progress: SliceProgress = {
    plan: (await knowsTexts(database)) ? planned : textsFirst(planned),
    next: 0,
    selection: {
      ...(run.rules === undefined ? {} : { rules: run.rules }),
      ...(run.categories === undefined ? {} : { categories: run.categories }),
      ...(run.keepManifest === true && run.manifest !== undefined ? { manifest: run.manifest } : {}),
    },
    inputs: inputsOf(run),
    restarts: plan.restarts,
    state,
    reliable: true,
    said: {},
    unjudged: [],
    seen: {},
    seenByShards: {},
    ...(unchanged === undefined ? {} : { unchanged }),
  };
  await database.transaction("write", async (session) => {
    await forgetWaitingCauses(session);
    await saveProgress(session, run.id, progress);
  });
  return makeSlice(database, run, { progress, budget: plan.budget });
}

/** What a slice saw: the snapshot and what is known of bodies, or what has changed since the first slice. */
type SliceSight =
  | { readonly changes: readonly string[]; readonly snapshot?: undefined }
  | {
      readonly changes: readonly string[];
      readonly snapshot: CatalogSnapshot;
      readonly bodyFacts: BodyFactsCache;
    };

async function makeSlice(
  database: Database,
  run: StartedAudit,
  { progress, budget }: { readonly progress: SliceProgress; readonly budget: number },
): Promise<AuditStep> {
  if (inputsOf(run) !== progress.inputs) {
    return startAnew(database, run, { progress, budget, changes: ["version, rules or configuration"] });
  }
  const planned = progress.plan[progress.next];
  // A version before this one planned otherwise.
  if (planned?.rules === undefined) {
    return startAnew(database, run, { progress, budget, changes: ["version"] });
  }
  const { scope } = planned;
  if (planned.texts === true) {
    const kept = await keepTexts(database, { progress, budget, takenAt: run.startedAt });
    if (kept.progress === undefined)
      return startAnew(database, run, { progress, budget, changes: kept.changes });
    await storeStep(database, run.id, kept.progress);
    return { runId: run.id, more: true, findings: [] };
  }
  const rules = planned.rules.flatMap((id) => findRule(id) ?? []);
  const sight = await database.transaction("snapshot", async (session): Promise<SliceSight> => {
    const state = await readCatalogState(session);
    const changes = certainChanges(progress, state);
    if (changes.length > 0) return { changes };
    const reading = readingFor(rules, { ...run, takenAt: run.startedAt });
    const snapshot = await readSnapshot(session, { ...reading, scope });
    const bodyFacts = await readBodyFacts(session, keysOfTexts(snapshot));
    return { changes, snapshot, bodyFacts };
  });
  if (sight.snapshot === undefined) {
    return startAnew(database, run, { progress, budget, changes: sight.changes });
  }
  const snapshot = await withBodyChecks(database, sight.snapshot);
  const { bodyFacts } = sight;
  const carried = { findings: [], facts: factsSoFar(progress) };
  const audited = await audit(snapshot, {
    ...run,
    bodyFacts,
    judging: rules,
    carried,
    slice: true,
    postponeParser: canReadTextsFirst(progress) && newTexts(snapshot, bodyFacts).length > 0,
  }).catch((error: unknown) => {
    if (error instanceof ParserPostponed) return undefined;
    throw error;
  });
  if (audited === undefined) {
    await storeStep(database, run.id, withTextsFirst(progress));
    return { runId: run.id, more: true, findings: [] };
  }
  await keepBodyFacts(database, bodyFacts);
  const made = withSlice(progress, { snapshot, rules, audited, planned });
  const findings = await storeSlice(database, {
    report: audited.report,
    waiting: audited.waiting,
    ...resolvable(made, { planned, audited }),
    progress: made,
  });
  if (made.next < made.plan.length) return { runId: run.id, more: true, findings };
  const until = stateValidUntil(run);
  const canCompare = !isLimited(run) && made.reliable && (await stillStands(database, made.state));
  const report = await completeSlices(database, {
    report: {
      ...audited.report,
      summary: { ...audited.report.summary, objects: factsSoFar(made).objects },
    },
    progress: made,
    alerts: alertSettings(run.config),
    ...(canCompare
      ? { state: { state: made.state, inputs: made.inputs, ...until, carried: steadyFacts(made) } }
      : {}),
  });
  return { runId: run.id, more: false, findings, report };
}

/** What decides where a rule looks. */
async function scopeGiven(database: Database, { config }: StartedAudit): Promise<ScopeGiven> {
  const rows = await database.query<{ name: string }>(
    "select ext.extname as name from pg_catalog.pg_extension ext",
  );
  return { config, extensions: new Set(rows.map((row) => row.name)) };
}

/** What was judged before the change stays in the store; the run that begins anew judges all of it again. */
async function startAnew(
  database: Database,
  run: StartedAudit,
  interrupted: {
    readonly progress: SliceProgress;
    readonly budget: number;
    readonly changes: readonly string[];
  },
): Promise<AuditStep> {
  const { progress, budget, changes } = interrupted;
  const what = `something changed between two slices (${changes.join(", ")})`;
  if (progress.restarts >= MOST_RESTARTS)
    throw new SupawardenError("busy", `${what}, ${MOST_RESTARTS + 1} times in a row`);
  await failRun(database, run.id, { finished_at: run.clock(), message: `${what}; run anew` });
  const { runId: _id, onStarted: _announced, ...options } = run;
  const next = await announceRun(database, options);
  return recordingFailure(database, next, async () =>
    begin(database, next, { sizes: await countParts(database), budget, restarts: progress.restarts + 1 }),
  );
}
