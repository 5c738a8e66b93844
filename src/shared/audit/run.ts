import type { PartName } from "../catalog/parts.ts";
import { loadSnapshot, type SnapshotOptions } from "../catalog/read_snapshot.ts";
import type { CatalogSnapshot, Unread } from "../catalog/snapshot.ts";
import { type WaitingCause, withOwnCauses, withRootCauses } from "../causes/root_causes.ts";
import type { Config } from "../config.ts";
import type { Database } from "../database/database.ts";
import { type Category, compareFindings, type Finding, type Severity } from "../findings/finding.ts";
import type { NotEvaluatedRule, Report, Source, Summary, Trigger } from "../findings/report.ts";
import { type AppliedSuppressions, applySuppressions } from "../findings/suppressions.ts";
import { driftPartReader } from "../manifest/drift_part_reader.ts";
import type { Manifest } from "../manifest/manifest.ts";
import { bodiesAhead } from "../rules/bodies_ahead.ts";
import { RULES } from "../rules/mod.ts";
import type { Rule } from "../rules/rule.ts";
import { type BodyFactsCache, createBodyFactsCache } from "../sql/body_facts_cache.ts";
import type { CarriedFacts } from "../store/catalog_state.ts";
import { TOOL_VERSION } from "../version.ts";
import type { Judgement } from "./judge.ts";
import { judgeWithParser } from "./judge_with_parser.ts";
import { countObjects } from "./object_counts.ts";
import { orphanBudget } from "./orphan_budget.ts";

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
  /** What is known of routine bodies from earlier runs; what this one reads is added. */
  readonly bodyFacts?: BodyFactsCache;
  /** What the database should be: adds the rules that compare with it. */
  readonly manifest?: Manifest;
  /** Tries the remediations of the findings and returns them with their proofs. */
  readonly prove?: (findings: readonly Finding[]) => Promise<readonly Finding[]>;
}

/** What an audit says, and what of it a later run may take over. */
export interface Audited {
  readonly report: Report;
  readonly judgement: Judgement;
  /** What the rules said before the configuration accepted some of it. */
  readonly offered: readonly Finding[];
  readonly applied: AppliedSuppressions;
  /** False where a part of the database or of this runtime failed: another time it may not. */
  readonly reliable: boolean;
  /** Of a slice: what causes its findings may have together with those of others. */
  readonly waiting: readonly WaitingCause[];
}

/** Findings of an earlier run and what its report said of the rules that made them. */
export interface Carried {
  readonly findings: readonly Finding[];
  readonly facts: CarriedFacts;
}

/**
 * The rules a run is limited to. Those that compare with a manifest belong to it where there is one, or where they were
 * asked for: then the report says that they could not be judged.
 */
export function selectRules(
  options: Pick<AuditOptions, "rules" | "categories" | "manifest">,
): readonly Rule[] {
  const { rules, categories, manifest } = options;
  return RULES.filter(
    (rule) =>
      (rules === undefined || rules.includes(rule.id)) &&
      (categories === undefined || categories.includes(rule.category)) &&
      (manifest !== undefined ||
        rules !== undefined ||
        categories !== undefined ||
        !comparesWithManifest(rule)),
  );
}

function comparesWithManifest(rule: Rule): boolean {
  return rule.requires.some((requirement) => "manifest" in requirement);
}

/** The parts of a snapshot that the rules look at. */
export function partsRequired(rules: readonly Rule[]): readonly PartName[] {
  return rules.flatMap((rule) => [
    ...rule.requires.flatMap((need) => ("family" in need ? [need.family] : [])),
    ...(rule.reads ?? []),
  ]);
}

/** Judges a snapshot. Without a store there is no history: every finding's state is `new`. */
export async function auditSnapshot(snapshot: CatalogSnapshot, options: AuditOptions): Promise<Report> {
  return (await audit(snapshot, { ...options, id: options.newId(), startedAt: options.clock() })).report;
}

/** Reads a database and judges it; writes nothing. */
export async function auditDatabase(database: Database, options: AuditOptions): Promise<Report> {
  const startedAt = options.clock();
  const rules = selectRules(options);
  const bodyFacts = options.bodyFacts ?? createBodyFactsCache();
  const snapshot = await loadSnapshot(
    database,
    readingFor(rules, { ...options, takenAt: startedAt, bodyFacts }),
  );
  return (await audit(snapshot, { ...options, bodyFacts, id: options.newId(), startedAt })).report;
}

/**
 * What the rules need to be read, and when.
 * @param run `bodyFacts` is filled while the server answers, and is to be handed to `audit`.
 */
export function readingFor(
  rules: readonly Rule[],
  run: Pick<AuditOptions, "config" | "manifest"> & {
    readonly takenAt: string;
    readonly bodyFacts?: BodyFactsCache | undefined;
  },
): SnapshotOptions {
  return {
    takenAt: run.takenAt,
    parts: partsRequired(rules),
    orphanBudget: orphanBudget(run.config),
    ahead: run.bodyFacts === undefined ? undefined : bodiesAhead(rules, run.bodyFacts),
    drift: driftPartReader(run.manifest),
  };
}

/** Judges a snapshot by the chosen rules, and adds what was carried over from an earlier run for the others. */
export async function audit(
  snapshot: CatalogSnapshot,
  options: AuditOptions & {
    readonly id: string;
    readonly startedAt: string;
    /** The rules to judge; those the options choose where it is left out. */
    readonly judging?: readonly Rule[];
    readonly carried?: Carried;
    /** The run has more findings than this snapshot can tell: causes that many share are left open. */
    readonly slice?: boolean;
    /** Throws ParserPostponed instead of loading the parser. */
    readonly postponeParser?: boolean;
  },
): Promise<Audited> {
  const { carried } = options;
  const rules = options.judging ?? selectRules(options);
  const manifest = options.manifest === undefined ? {} : { manifest: options.manifest };
  const { input, judgement, complete } = await judgeWithParser(rules, snapshot, {
    config: options.config,
    ...(options.bodyFacts === undefined ? {} : { bodyFacts: options.bodyFacts }),
    ...(options.postponeParser === true ? { postponeParser: true } : {}),
    ...manifest,
  });
  const isOwn = snapshot.focus?.first !== false;
  const selected = new Set(rules.map((rule) => rule.id));
  const extra = (options.extraFindings ?? []).filter((finding) => isOwn && selected.has(finding.rule));
  const known = new Set(judgement.findings.map((finding) => finding.fingerprint));
  const { findings: caused, waiting } =
    options.slice === true
      ? withOwnCauses(judgement.findings, input)
      : { findings: withRootCauses(judgement.findings, input), waiting: [] };
  const offered = [...caused, ...extra.filter((finding) => !known.has(finding.fingerprint))];
  const applied = applySuppressions(offered, {
    config: options.config,
    now: options.startedAt,
    judged: new Set([...judgement.judged, ...(carried?.facts.judged ?? [])]),
    used: carried?.facts.used_acceptances ?? [],
  });
  const sorted = [...applied.findings, ...(carried?.findings ?? [])].sort(compareFindings);
  const findings = (await options.prove?.(sorted)) ?? sorted;
  const notEvaluated = inRuleOrder([...judgement.notEvaluated, ...(carried?.facts.not_evaluated ?? [])]);
  const finishedAt = options.clock();
  return {
    judgement,
    offered,
    applied,
    waiting,
    reliable: complete && judgement.failed.length === 0 && snapshot.unread.every(isLasting),
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
        hidden: offered.length - applied.findings.length + (carried?.facts.hidden ?? 0),
        notEvaluated: new Set(notEvaluated.map((entry) => entry.rule)).size,
        objects: carried?.facts.objects ?? countObjects(snapshot),
      }),
      findings,
      not_evaluated: notEvaluated,
      stale_suppressions: applied.stale,
    },
  };
}

/** Whether a part was left unread for a reason that the catalog tells: its absence, a privilege, a policy. */
function isLasting(unread: Unread): boolean {
  // Of sequences, `filtered` means that their last values could not be read.
  return unread.kind !== "failed" && !(unread.family === "sequences" && unread.kind === "filtered");
}

function inRuleOrder(entries: readonly NotEvaluatedRule[]): readonly NotEvaluatedRule[] {
  const place = new Map(RULES.map((rule, index) => [rule.id, index]));
  return entries.toSorted((left, right) => (place.get(left.rule) ?? 0) - (place.get(right.rule) ?? 0));
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
