import type { EvidenceValue } from "../findings/finding.ts";
import type { Verdict } from "../verify/verdict.ts";
import { csvTable } from "./csv_table.ts";

const HEADING = ["check", "status", "message", "expected", "actual", "findings"] as const;

/** The verdict as a table for a spreadsheet, a row a check; expected and actual are JSON where they are no plain text. */
export function renderVerdictCsv(verdict: Verdict): string {
  return csvTable(
    HEADING,
    verdict.checks.map((check) => [
      check.name,
      check.status,
      check.message,
      valueText(check.expected),
      valueText(check.actual),
      check.findings.length,
    ]),
  );
}

function valueText(value: EvidenceValue | undefined): string | undefined {
  return value === undefined || typeof value === "string" ? value : JSON.stringify(value);
}
