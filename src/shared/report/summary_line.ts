import type { Report } from "../findings/report.ts";

/** Kinds of object named in the last line, with their plurals. */
const KINDS = [
  ["relation", "relations"],
  ["routine", "routines"],
  ["policy", "policies"],
] as const;

/** One line: counts by severity, what was looked at, what was left out, and what changed since the last run. */
export function summaryLine(report: Report): string {
  const { summary } = report;
  const total = summary.error + summary.warn + summary.info;
  const severities =
    total === 0 ? "" : ` (${summary.error} error, ${summary.warn} warn, ${summary.info} info)`;
  const looked = KINDS.map(([kind, plural]) => {
    const count = summary.objects[kind] ?? 0;
    return `${count} ${count === 1 ? kind : plural}`;
  }).join(", ");
  const rest = [
    ...(summary.suppressed > 0 ? [`${summary.suppressed} suppressed`] : []),
    ...(summary.hidden > 0 ? [`${summary.hidden} hidden`] : []),
    ...(summary.not_evaluated > 0 ? [`${counted(summary.not_evaluated, "rule")} not evaluated`] : []),
    ...(hasHistory(report)
      ? [`${summary.new} new, ${summary.reopened} reopened, ${summary.resolved} resolved since the last run`]
      : []),
  ];
  return [`${counted(total, "finding")}${severities} in ${looked}`, ...rest].join("; ");
}

/** A number with its noun. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}

/** Whether the report knows an earlier run. */
export function hasHistory(report: Report): boolean {
  return report.summary.resolved > 0 || report.findings.some((finding) => finding.state !== "new");
}
