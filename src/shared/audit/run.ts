import { type CatalogSnapshot, type LoadOptions, loadSnapshot } from "../catalog/snapshot.ts";
import type { Config } from "../config.ts";
import { type Database, messageOf } from "../database/database.ts";
import { type Category, compareFindings, type Finding, type Severity } from "../findings/finding.ts";
import { applySuppressions } from "../findings/suppressions.ts";
import { RULES } from "../rules/mod.ts";
import { type Rule, ruleInput } from "../rules/rule.ts";
import type { BodyFactsCache } from "../sql/body_facts_cache.ts";
import { loadSqlParser, type SqlParser } from "../sql/parser.ts";
import { finishRun } from "../store/finish_run.ts";
import { withRunLock } from "../store/run_lock.ts";
import { failRun, startRun } from "../store/runs.ts";
import { TOOL_VERSION } from "../version.ts";
import { type Judgement, judge } from "./judge.ts";
import { countObjects } from "./object_counts.ts";
import type { Report, Source, Summary, Trigger } from "./report.ts";

/** What to run and how to label the run. */
export interface AuditOptions {
  readonly config: Config;
  /** Only these rules; every rule where it is left out. */
  readonly rules?: readonly string[];
  readonly categories?: readonly Category[];
  readonly trigger: Trigger;
  readonly source: Source;
  /** The time, ISO 8601 in UTC. */
  readonly clock: () => string;
  /** A new UUID. */
  readonly newId: () => string;
  readonly gitCommit?: string;
  /** Findings that the snapshot cannot show, such as those of the migration folder it was replayed from. */
  readonly extraFindings?: readonly Finding[];
  /** What earlier runs found in routine bodies; this one adds to it. */
  readonly bodyFacts?: BodyFactsCache;
}

/** A run that is recorded. */
export interface StoredAuditOptions extends AuditOptions {
  /** Id of the run where the caller has already announced it. */
  readonly runId?: string;
  /** Called once the run is recorded as running. */
  readonly onStarted?: () => void;
}

/** A report and which rules it may speak for. */
interface Audited {
  readonly report: Report;
  readonly judgement: Judgement;
}

/** The rules a run is limited to. */
export function selectRules(options: Pick<AuditOptions, "rules" | "categories">): readonly Rule[] {
  return RULES.filter(
    (rule) =>
      (options.rules === undefined || options.rules.includes(rule.id)) &&
      (options.categories === undefined || options.categories.includes(rule.category)),
  );
}

/** Bodies are checked on the server for the one rule that asks what came of it. */
function loadOptions(options: AuditOptions, takenAt: string): LoadOptions {
  const isAsked = selectRules(options).some((rule) => rule.id === "function_body_broken");
  return { takenAt, ...(isAsked ? {} : { bodyChecks: false }) };
}

/** Judges a snapshot. Without a store there is no history: every finding's state is `new`. */
export async function auditSnapshot(snapshot: CatalogSnapshot, options: AuditOptions): Promise<Report> {
  return (await audit(snapshot, { ...options, id: options.newId(), startedAt: options.clock() })).report;
}

/** Reads a database and judges it; writes nothing. */
export async function auditDatabase(database: Database, options: AuditOptions): Promise<Report> {
  const startedAt = options.clock();
  const snapshot = await loadSnapshot(database, loadOptions(options, startedAt));
  return (await audit(snapshot, { ...options, id: options.newId(), startedAt })).report;
}

/**
 * Reads a database, judges it and records run, findings and history in its schema `supawarden`. One run at a time.
 * @throws SupawardenError `busy` when another run holds the lock. On any other failure the run is recorded as failed.
 */
export function auditAndStore(database: Database, options: StoredAuditOptions): Promise<Report> {
  return withRunLock(database, async () => {
    const id = options.runId ?? options.newId();
    const startedAt = options.clock();
    await startRun(database, {
      id,
      trigger: options.trigger,
      source: options.source,
      started_at: startedAt,
      tool_version: TOOL_VERSION,
      ...(options.gitCommit === undefined ? {} : { git_commit: options.gitCommit }),
    });
    options.onStarted?.();
    try {
      const snapshot = await loadSnapshot(database, loadOptions(options, startedAt));
      const { report, judgement } = await audit(snapshot, { ...options, id, startedAt });
      return await finishRun(database, {
        report,
        judged: judgement.judged,
        fullyJudged: judgement.fullyJudged,
        unjudged: judgement.unjudged,
        alerts: alertSettings(options.config),
      });
    } catch (error) {
      // The database may be what failed; then the next run marks this one abandoned.
      await failRun(database, id, { finished_at: options.clock(), message: messageOf(error) }).catch(
        () => {},
      );
      throw error;
    }
  });
}

function alertSettings(config: Config): {
  readonly threshold: Severity;
  readonly channels: readonly { readonly type: string; readonly name: string }[];
} {
  return {
    threshold: config.alerts?.threshold ?? "error",
    channels: (config.alerts?.channels ?? []).map(({ type, name }) => ({ type, name })),
  };
}

async function audit(
  snapshot: CatalogSnapshot,
  options: AuditOptions & { readonly id: string; readonly startedAt: string },
): Promise<Audited> {
  const rules = selectRules(options);
  const input = ruleInput(snapshot, {
    config: options.config,
    parser: await parserFor(rules),
    ...(options.bodyFacts === undefined ? {} : { bodyFacts: options.bodyFacts }),
  });
  const judgement = judge(rules, input);
  const selected = new Set(rules.map((rule) => rule.id));
  const extra = (options.extraFindings ?? []).filter((finding) => selected.has(finding.rule));
  const known = new Set(judgement.findings.map((finding) => finding.fingerprint));
  const applied = applySuppressions(
    [...judgement.findings, ...extra.filter((finding) => !known.has(finding.fingerprint))],
    { config: options.config, now: options.startedAt, judged: new Set(judgement.judged) },
  );
  const findings = applied.findings.toSorted(compareFindings);
  const finishedAt = options.clock();
  return {
    judgement,
    report: {
      version: 1,
      run: {
        id: options.id,
        started_at: options.startedAt,
        finished_at: finishedAt,
        duration_ms: Math.max(0, Date.parse(finishedAt) - Date.parse(options.startedAt)),
        trigger: options.trigger,
        source: options.source,
        server_version: snapshot.server.version_text,
        tool_version: TOOL_VERSION,
        ...(options.gitCommit === undefined ? {} : { git_commit: options.gitCommit }),
        exposed_schemas: input.exposed.schemas,
        exposed_schemas_source: input.exposed.source,
      },
      summary: summarise(findings, {
        hidden: judgement.findings.length + extra.length - applied.findings.length,
        notEvaluated: new Set(judgement.notEvaluated.map((entry) => entry.rule)).size,
        objects: countObjects(snapshot),
      }),
      findings,
      not_evaluated: judgement.notEvaluated,
      stale_suppressions: applied.stale,
    },
  };
}

/** Counts findings; suppressed ones count only as suppressed. */
function summarise(
  findings: readonly Finding[],
  rest: { readonly hidden: number; readonly notEvaluated: number; readonly objects: Record<string, number> },
): Summary {
  const active = findings.filter((finding) => finding.suppression === undefined);
  const having = (severity: Severity) => active.filter((finding) => finding.severity === severity).length;
  return {
    error: having("error"),
    warn: having("warn"),
    info: having("info"),
    new: active.length,
    reopened: 0,
    resolved: 0,
    suppressed: findings.length - active.length,
    hidden: rest.hidden,
    not_evaluated: rest.notEvaluated,
    objects: rest.objects,
  };
}

/** The parser, when a rule needs it; `null` where this runtime cannot load it, so that those rules say so. */
async function parserFor(rules: readonly Rule[]): Promise<SqlParser | null> {
  const needed = rules.some((rule) => rule.requires.some((requirement) => "parser" in requirement));
  return needed ? loadSqlParser().catch(() => null) : null;
}
