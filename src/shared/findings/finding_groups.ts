import { groupBy } from "../catalog/lookup.ts";
import type { Finding, Severity } from "./finding.ts";

/** An object with what one rule says of it. */
export interface GroupedObject {
  readonly identity: string;
  readonly first: Finding;
  /** How many findings there are on it. */
  readonly count: number;
}

/** What one rule found within a group, at one severity. */
export interface RuleSection {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly rationale: string;
  readonly docs: string;
  readonly findings: readonly Finding[];
  readonly objects: readonly GroupedObject[];
}

/** Findings that are read together: all of one root cause, or else all of one rule and severity. */
export interface FindingGroup {
  /** The worst of its findings. */
  readonly severity: Severity;
  readonly cause?: string;
  /** Statements that end the cause itself. */
  readonly causeSql?: string;
  readonly count: number;
  /** Worst first; more than one only where a cause has findings of several rules. */
  readonly sections: readonly RuleSection[];
}

/** How many objects of a section are written out; the rest is counted. */
export const SHOWN_OBJECTS = 5;

/** Groups findings in their order, which is worst first; a finding that is suppressed or resolved is left out. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = groupBy(findings.filter(isActive), (finding) =>
    finding.root_cause === undefined ? `${finding.severity} ${finding.rule}` : `cause ${finding.root_cause}`,
  );
  return [...groups.values()].flatMap((members): FindingGroup[] => {
    const [first] = members;
    if (first === undefined) return [];
    const causeSql = members.find(({ remediation }) => remediation.cause_sql !== undefined)?.remediation
      .cause_sql;
    return [
      {
        severity: first.severity,
        ...(first.root_cause === undefined ? {} : { cause: first.root_cause }),
        ...(causeSql === undefined ? {} : { causeSql }),
        count: members.length,
        sections: sectionsOf(members),
      },
    ];
  });
}

function sectionsOf(members: readonly Finding[]): readonly RuleSection[] {
  const sections = groupBy(members, (finding) => `${finding.severity} ${finding.rule}`);
  return [...sections.values()].flatMap((findings): RuleSection[] => {
    const [first] = findings;
    if (first === undefined) return [];
    const { rule, severity, title, rationale, docs } = first;
    return [{ rule, severity, title, rationale, docs, findings, objects: objectsOf(findings) }];
  });
}

function objectsOf(findings: readonly Finding[]): readonly GroupedObject[] {
  const objects = groupBy(findings, (finding) => finding.object.identity);
  return [...objects].flatMap(([identity, own]): GroupedObject[] => {
    const [first] = own;
    return first === undefined ? [] : [{ identity, first, count: own.length }];
  });
}

/** Whether a finding counts: neither accepted nor gone. */
export function isActive(finding: Finding): boolean {
  return finding.suppression === undefined && finding.state !== "resolved";
}

/** `300 objects`, and how many findings where some have several. */
export function countText(section: RuleSection): string {
  const objects = section.objects.length === 1 ? "1 object" : `${section.objects.length} objects`;
  return section.findings.length === section.objects.length
    ? objects
    : `${objects}, ${section.findings.length} findings`;
}
