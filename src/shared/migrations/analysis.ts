import type { NotEvaluatedRule, Report, Summary, Trigger } from "../audit/report.ts";
import type { Config } from "../config.ts";
import { messageOf } from "../database/database.ts";
import { type Category, compareFindings, type Finding, type Severity } from "../findings/finding.ts";
import { fingerprint } from "../findings/fingerprint.ts";
import { applySuppressions } from "../findings/suppressions.ts";
import type { Verdict } from "../rules/rule.ts";
import { TOOL_VERSION } from "../version.ts";
import { buildTimeline } from "./build_timeline.ts";
import type { Conflict, ConflictInput } from "./conflicts/conflict.ts";
import { CONFLICTS } from "./conflicts/mod.ts";
import { createDomainJudge } from "./domains.ts";
import { confirmFindings } from "./faults/confirm_findings.ts";
import type { FolderReplay } from "./faults/replay_chain.ts";
import { type ReplaySummary, replaySummary } from "./faults/replay_summary.ts";
import {
  type Inventory,
  type InventoryDependency,
  type InventoryObject,
  listDependencies,
  listObjects,
  takeInventory,
} from "./inventory.ts";
import type { FolderReading } from "./reading.ts";
import type { FolderTimeline } from "./timeline.ts";

/** The report of `analyze`: a report like any other, and what lies in the folders (CONTRACT 5). */
export interface Analysis extends Report {
  readonly inventory: Inventory;
  readonly objects: readonly InventoryObject[];
  readonly dependencies: readonly InventoryDependency[];
  /** With `--replay`: how each folder fared. */
  readonly replays?: readonly ReplaySummary[];
}

/** What to judge and how to label the run. */
export interface AnalysisOptions {
  readonly config: Config;
  /** Only these conflicts; all where it is left out. */
  readonly rules?: readonly string[];
  readonly categories?: readonly Category[];
  readonly trigger: Trigger;
  /** The time, ISO 8601 in UTC. */
  readonly clock: () => string;
  /** A new UUID. */
  readonly newId: () => string;
  readonly gitCommit?: string;
  readonly startedAt: string;
  /** Replays of folders of the reading, which are compared with what was read. */
  readonly replays?: readonly FolderReplay[];
}

/** What stands for a server in the report: there is none. */
const NO_SERVER = "none: files were read by the parser of Postgres 18";

/** Judges what was read. A conflict that throws is not evaluated and hides no other. */
export function analyse(reading: FolderReading, options: AnalysisOptions): Analysis {
  const timelines = reading.folders.map(buildTimeline);
  const { replays } = options;
  const input: ConflictInput = {
    reading,
    timelines,
    config: options.config,
    ...(replays === undefined ? {} : { replays }),
  };
  const { findings: offered, notEvaluated, judged } = judgeConflicts(input, options);
  const all = confirmFindings(offered, replays ?? []);
  const { config } = options;
  const applied = applySuppressions(all, { config, now: options.startedAt, judged: new Set(judged) });
  const findings = [...applied.findings].sort(compareFindings);
  const finishedAt = options.clock();
  return {
    version: 1,
    run: {
      id: options.newId(),
      started_at: options.startedAt,
      finished_at: finishedAt,
      duration_ms: Math.max(0, Date.parse(finishedAt) - Date.parse(options.startedAt)),
      trigger: options.trigger,
      source: "migrations",
      server_version: replays?.[0]?.serverVersion ?? NO_SERVER,
      tool_version: TOOL_VERSION,
      ...(options.gitCommit === undefined ? {} : { git_commit: options.gitCommit }),
      exposed_schemas: config.exposed_schemas ?? ["public", "graphql_public"],
      exposed_schemas_source: config.exposed_schemas === undefined ? "default" : "config",
    },
    summary: summarise(findings, { hidden: all.length - findings.length, notEvaluated, timelines }),
    findings,
    not_evaluated: notEvaluated,
    stale_suppressions: applied.stale,
    inventory: takeInventory(reading, createDomainJudge(config)),
    objects: listObjects(timelines),
    dependencies: listDependencies(timelines),
    ...(replays === undefined ? {} : { replays: replays.map(replaySummary) }),
  };
}

interface Judged {
  readonly findings: readonly Finding[];
  readonly notEvaluated: readonly NotEvaluatedRule[];
  readonly judged: readonly string[];
}

function judgeConflicts(input: ConflictInput, options: AnalysisOptions): Judged {
  const findings = new Map<string, Finding>();
  const notEvaluated: NotEvaluatedRule[] = [];
  const judged: string[] = [];
  for (const conflict of selectConflicts(options)) {
    if (options.config.rules?.[conflict.id]?.enabled === false) {
      notEvaluated.push({ rule: conflict.id, reason: "disabled in the configuration" });
      continue;
    }
    judged.push(conflict.id);
    try {
      for (const verdict of conflict.check(input)) {
        if ("not_evaluated" in verdict) {
          notEvaluated.push({ rule: conflict.id, reason: verdict.not_evaluated });
          continue;
        }
        const finding = completeConflict(conflict, verdict, options.config);
        if (!findings.has(finding.fingerprint)) findings.set(finding.fingerprint, finding);
      }
    } catch (error) {
      notEvaluated.push({ rule: conflict.id, reason: `the rule failed: ${messageOf(error)}` });
    }
  }
  return { findings: [...findings.values()], notEvaluated, judged };
}

/** The conflicts that a run is limited to. */
export function selectConflicts(options: Pick<AnalysisOptions, "rules" | "categories">): readonly Conflict[] {
  return CONFLICTS.filter(
    ({ id, category }) =>
      (options.rules === undefined || options.rules.includes(id)) &&
      (options.categories === undefined || options.categories.includes(category)),
  );
}

/** Where a conflict is documented. */
export function conflictDocs(id: string): string {
  return `docs/conflicts/${id}.md`;
}

/** The finding that a verdict stands for, with the severity the configuration gives it. */
export function completeConflict(conflict: Conflict, verdict: Verdict, config: Config): Finding {
  const { location, root_cause } = verdict;
  return {
    fingerprint: fingerprint(conflict.id, verdict.object, verdict.discriminator),
    rule: conflict.id,
    severity: config.rules?.[conflict.id]?.severity ?? verdict.severity ?? conflict.severity,
    category: conflict.category,
    title: conflict.title,
    message: verdict.message,
    object: verdict.object,
    evidence: verdict.evidence,
    rationale: conflict.rationale,
    remediation: verdict.remediation,
    ...(location === undefined ? {} : { location }),
    state: "new",
    docs: conflictDocs(conflict.id),
    ...(root_cause === undefined ? {} : { root_cause }),
  };
}

interface Counts {
  readonly hidden: number;
  readonly notEvaluated: readonly NotEvaluatedRule[];
  readonly timelines: readonly FolderTimeline[];
}

/** Counts findings, and the objects that are there when all files have run. */
function summarise(findings: readonly Finding[], { hidden, notEvaluated, timelines }: Counts): Summary {
  const active = findings.filter((finding) => finding.suppression === undefined);
  const having = (severity: Severity) => active.filter((finding) => finding.severity === severity).length;
  const objects: Record<string, number> = {};
  for (const timeline of timelines) {
    for (const { ref, alive } of timeline.objects)
      if (alive) objects[ref.kind] = (objects[ref.kind] ?? 0) + 1;
  }
  return {
    error: having("error"),
    warn: having("warn"),
    info: having("info"),
    new: active.length,
    reopened: 0,
    resolved: 0,
    suppressed: findings.length - active.length,
    hidden,
    not_evaluated: new Set(notEvaluated.map(({ rule }) => rule)).size,
    objects,
  };
}
