import type { Report } from "../findings/report.ts";
import { csvTable } from "./csv_table.ts";

const HEADING = [
  "severity",
  "state",
  "rule",
  "category",
  "kind",
  "object",
  "message",
  "file",
  "line",
  "column",
  "first_seen_at",
  "accepted_by",
  "accepted_because",
  "accepted_until",
  "root_cause",
  "repair_safety",
  "repair_sql",
  "repair_note",
  "docs",
  "fingerprint",
] as const;

/** The findings as a table for a spreadsheet, worst first; what was accepted or is gone says so in its columns. */
export function renderCsv(report: Report): string {
  return csvTable(
    HEADING,
    report.findings.map(({ object, location, suppression, remediation, ...finding }) => [
      finding.severity,
      finding.state,
      finding.rule,
      finding.category,
      object.kind,
      object.identity,
      finding.message,
      location?.file,
      location?.line,
      location?.column,
      finding.first_seen_at,
      suppression?.owner,
      suppression?.reason,
      suppression?.expires_at,
      finding.root_cause,
      remediation.safety,
      remediation.sql,
      remediation.note,
      finding.docs,
      finding.fingerprint,
    ]),
  );
}
