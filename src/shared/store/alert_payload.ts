import type { ObjectRef } from "../catalog/identity.ts";
import { atLeast, compareFindings, type Severity } from "../findings/finding.ts";
import { type FindingGroup, groupFindings } from "../findings/finding_groups.ts";
import { repairsOf } from "../findings/repairs.ts";
import type { Report, Run, Summary } from "../findings/report.ts";

/** How many objects of a group an alert names. */
const OBJECTS_SHOWN = 20;

/** How long the SQL of a repair may be there: an alert is read on a telephone. */
const MAX_SQL = 1_000;

/** A rule within a group. */
export interface AlertRule {
  readonly rule: string;
  readonly severity: Severity;
  readonly count: number;
}

/** One repair of a group. */
export interface AlertRepair {
  readonly sql: string;
  readonly safety: "safe" | "review";
  /** `cause`: ends what brought the findings; `all`: repairs every object; `first`: the first, the others alike. */
  readonly scope: "cause" | "all" | "first";
}

/** Findings with one cause, or else of one rule. */
export interface AlertGroup {
  /** The rule of the worst finding. */
  readonly rule: string;
  /** The worst of the group. */
  readonly severity: Severity;
  readonly title: string;
  readonly root_cause?: string;
  /** Findings in the group. */
  readonly count: number;
  /** Every rule in it, worst first; only where there are several. */
  readonly rules?: readonly AlertRule[];
  /** The first of its objects. */
  readonly objects: readonly ObjectRef[];
  /** How many objects there are. */
  readonly object_count: number;
  readonly repair?: AlertRepair;
}

/** What an alert tells: new and reopened findings, never suppressed ones. */
export interface AlertPayload {
  readonly run: Run;
  readonly summary: Summary;
  /** Worst first. */
  readonly groups: readonly AlertGroup[];
}

/** What to alert on, and over which channels of the configuration. */
export interface AlertSettings {
  readonly threshold: Severity;
  readonly channels: readonly { readonly type: string; readonly name: string }[];
}

/** The alert of a run, or `undefined` when there is nothing to alert on. */
export function alertPayload(report: Report, threshold: Severity): AlertPayload | undefined {
  const alerted = report.findings
    .filter(
      (finding) =>
        (finding.state === "new" || finding.state === "reopened") &&
        finding.suppression === undefined &&
        atLeast(finding.severity, threshold),
    )
    .toSorted(compareFindings);
  const groups = groupFindings(alerted).flatMap(alertGroup);
  return groups.length === 0 ? undefined : { run: report.run, summary: report.summary, groups };
}

function alertGroup(group: FindingGroup): readonly AlertGroup[] {
  const [first] = group.sections;
  if (first === undefined) return [];
  const objects = new Map(
    group.sections.flatMap((section) =>
      section.objects.map(({ identity, first: { object } }) => [identity, object]),
    ),
  );
  const repair = repairOf(group);
  return [
    {
      rule: first.rule,
      severity: group.severity,
      title: first.title,
      ...(group.cause === undefined ? {} : { root_cause: group.cause }),
      count: group.count,
      ...(group.sections.length === 1
        ? {}
        : {
            rules: group.sections.map(({ rule, severity, findings }) => ({
              rule,
              severity,
              count: findings.length,
            })),
          }),
      objects: [...objects.values()].slice(0, OBJECTS_SHOWN),
      object_count: objects.size,
      ...(repair === undefined ? {} : { repair }),
    },
  ];
}

/** The end of the cause where it has one; else what repairs the objects of the worst rule, or the first of them. */
function repairOf(group: FindingGroup): AlertRepair | undefined {
  if (group.causeSql !== undefined) return { sql: group.causeSql, safety: "review", scope: "cause" };
  const [section] = group.sections;
  if (section === undefined) return undefined;
  const repairs = repairsOf(section, undefined);
  const statements = repairs.flatMap((repair) => repair.statements);
  const isSafe = section.findings.every(({ remediation }) => remediation.safety === "safe");
  const safety = isSafe ? "safe" : "review";
  const all = statements.join("\n");
  const isWhole = section.findings.every(({ remediation }) => remediation.sql !== undefined);
  if (isWhole && group.sections.length === 1 && all.length <= MAX_SQL)
    return { sql: all, safety, scope: "all" };
  const [first] = statements;
  return first === undefined || first.length > MAX_SQL ? undefined : { sql: first, safety, scope: "first" };
}
