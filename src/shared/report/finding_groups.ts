import type { Finding, Severity } from "../findings/finding.ts";

/** Findings of one rule, severity and cause, which are read together. */
export interface FindingGroup {
  readonly rule: string;
  readonly severity: Severity;
  readonly title: string;
  readonly rationale: string;
  readonly docs: string;
  readonly cause?: string;
  readonly findings: readonly Finding[];
}

/** How many objects of a group are written out; the rest is counted. */
export const SHOWN_OBJECTS = 5;

/** Groups findings in their order, which is worst first; a finding that is suppressed or resolved is left out. */
export function groupFindings(findings: readonly Finding[]): readonly FindingGroup[] {
  const groups = new Map<string, Finding[]>();
  for (const finding of findings) {
    if (!isActive(finding)) continue;
    const key = JSON.stringify([finding.severity, finding.rule, finding.root_cause ?? null]);
    const known = groups.get(key);
    if (known === undefined) groups.set(key, [finding]);
    else known.push(finding);
  }
  return [...groups.values()].flatMap((members): FindingGroup[] => {
    const [first] = members;
    if (first === undefined) return [];
    return [
      {
        rule: first.rule,
        severity: first.severity,
        title: first.title,
        rationale: first.rationale,
        docs: first.docs,
        ...(first.root_cause === undefined ? {} : { cause: first.root_cause }),
        findings: members,
      },
    ];
  });
}

/** Whether a finding counts: neither accepted nor gone. */
export function isActive(finding: Finding): boolean {
  return finding.suppression === undefined && finding.state !== "resolved";
}
