import type { AuditStep } from "../audit/sliced_audit.ts";
import { type Finding, SEVERITIES } from "../findings/finding.ts";
import type { LogRecord, Services } from "./services.ts";

/** Supabase keeps 100 lines of a function in ten seconds and drops the rest; a few are left to the request itself. */
const MOST_LINES = 80;

/** One line a finding that is new or back, the gravest first, and one that counts those beyond what the platform keeps. */
export function logNewFindings(services: Pick<Services, "log">, step: AuditStep): void {
  const fresh = step.findings.filter(
    ({ state, suppression }) => suppression === undefined && (state === "new" || state === "reopened"),
  );
  const ordered = SEVERITIES.flatMap((severity) => fresh.filter((finding) => finding.severity === severity));
  for (const finding of ordered.slice(0, MOST_LINES)) services.log(findingRecord(finding, step.runId));
  if (ordered.length <= MOST_LINES) return;
  services.log({
    level: "info",
    event: "findings_not_logged",
    run_id: step.runId,
    count: ordered.length - MOST_LINES,
    message: `${ordered.length - MOST_LINES} more findings are new or back; all of them are in supawarden.findings`,
  });
}

/** The line of a finding that is new or back. */
export function findingRecord(finding: Finding, runId: string): LogRecord {
  return {
    level: finding.severity,
    event: "finding",
    run_id: runId,
    state: finding.state,
    rule: finding.rule,
    object: finding.object.identity,
    fingerprint: finding.fingerprint,
    message: finding.message,
  };
}
