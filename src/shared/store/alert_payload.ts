import type { Report, Run, Summary } from "../audit/report.ts";
import type { ObjectRef } from "../catalog/identity.ts";
import { atLeast, compareFindings, type Finding, type Severity } from "../findings/finding.ts";

/** How many objects of a group an alert names. */
const OBJECTS_SHOWN = 20;

/** Findings with one cause, or else of one rule. */
export interface AlertGroup {
  readonly rule: string;
  /** The worst of the group. */
  readonly severity: Severity;
  readonly title: string;
  readonly root_cause?: string;
  /** Findings in the group. */
  readonly count: number;
  /** The first of them. */
  readonly objects: readonly ObjectRef[];
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
  const groups = groupFindings(
    report.findings.filter(
      (finding) =>
        (finding.state === "new" || finding.state === "reopened") &&
        finding.suppression === undefined &&
        atLeast(finding.severity, threshold),
    ),
  );
  return groups.length === 0 ? undefined : { run: report.run, summary: report.summary, groups };
}

function groupFindings(findings: readonly Finding[]): AlertGroup[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings.toSorted(compareFindings)) {
    const key = finding.root_cause === undefined ? `rule ${finding.rule}` : `cause ${finding.root_cause}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [finding]);
    else group.push(finding);
  }
  return [...groups.values()].flatMap((group) => {
    const [first] = group;
    if (first === undefined) return [];
    return [
      {
        rule: first.rule,
        severity: first.severity,
        title: first.title,
        ...(first.root_cause === undefined ? {} : { root_cause: first.root_cause }),
        count: group.length,
        objects: group.slice(0, OBJECTS_SHOWN).map((finding) => finding.object),
      },
    ];
  });
}
