import { atLeast, type Severity } from "../shared/findings/finding.ts";
import { isActive } from "../shared/findings/finding_groups.ts";
import type { Report } from "../shared/findings/report.ts";

/** 1 when a finding that counts is at or above the threshold. */
export function exitCodeOf(report: Report, failOn: Severity | "none"): number {
  if (failOn === "none") return 0;
  return report.findings.some((finding) => isActive(finding) && atLeast(finding.severity, failOn)) ? 1 : 0;
}
