import { atLeast, type Finding, type Severity } from "../findings/finding.ts";
import { isActive } from "../findings/finding_groups.ts";
import type { Report } from "../findings/report.ts";
import { summaryLine } from "./summary_line.ts";
import { xmlAttribute, xmlText } from "./xml.ts";

/** Which findings are failures; the others are passed cases with their text as output. */
export interface JunitOptions {
  /** Default `error`. */
  readonly failOn?: Severity | "none";
}

/** One test case of a JUnit file. */
export interface JunitCase {
  readonly suite: string;
  readonly name: string;
  readonly outcome: "passed" | "failed" | "skipped";
  readonly type?: string;
  readonly message?: string;
  readonly text?: string;
}

/** The report as JUnit XML: a suite a rule, a case an object; accepted findings and unjudged rules are skipped cases. */
export function renderJunit(report: Report, options: JunitOptions = {}): string {
  const failOn = options.failOn ?? "error";
  const cases = [
    ...report.findings
      .filter((finding) => finding.state !== "resolved")
      .map((finding) => findingCase(finding, failOn)),
    ...report.not_evaluated.map(
      ({ rule, reason }): JunitCase => ({
        suite: rule,
        name: "not evaluated",
        outcome: "skipped",
        message: reason,
      }),
    ),
  ];
  const summary: JunitCase = {
    suite: "supawarden",
    name: "audit",
    outcome: "passed",
    text: summaryLine(report),
  };
  return junitXml([summary, ...cases], {
    seconds: report.run.duration_ms / 1000,
    timestamp: report.run.started_at,
  });
}

function findingCase(finding: Finding, failOn: Severity | "none"): JunitCase {
  const where =
    finding.location === undefined ? [] : [`at ${finding.location.file}:${finding.location.line}`];
  const text = [
    finding.message,
    ...where,
    finding.rationale,
    ...(finding.remediation.note === undefined ? [] : [finding.remediation.note]),
    ...(finding.remediation.sql === undefined ? [] : [finding.remediation.sql]),
    finding.docs,
  ].join("\n");
  const base = { suite: finding.rule, name: finding.object.identity, type: finding.severity };
  if (!isActive(finding)) {
    return { ...base, outcome: "skipped", message: `accepted: ${finding.suppression?.reason ?? ""}` };
  }
  const failed = failOn !== "none" && atLeast(finding.severity, failOn);
  return { ...base, outcome: failed ? "failed" : "passed", message: finding.message, text };
}

/** JUnit XML of the cases, suites in the order in which they first appear. */
export function junitXml(
  cases: readonly JunitCase[],
  run: { readonly seconds: number; readonly timestamp: string },
): string {
  const suites = new Map<string, JunitCase[]>();
  for (const entry of cases) suites.set(entry.suite, [...(suites.get(entry.suite) ?? []), entry]);
  const count = (entries: readonly JunitCase[], outcome: JunitCase["outcome"]) =>
    entries.filter((entry) => entry.outcome === outcome).length;
  const results = (entries: readonly JunitCase[]) =>
    `tests="${entries.length}" failures="${count(entries, "failed")}" errors="0"`;
  const totals = (entries: readonly JunitCase[]) =>
    `${results(entries)} skipped="${count(entries, "skipped")}"`;
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    // Jenkins' schema has no number of skipped cases here.
    `<testsuites name="supawarden" ${results(cases)} time="${run.seconds.toFixed(3)}">`,
    ...[...suites].flatMap(([suite, entries]) => [
      `  <testsuite name="${xmlAttribute(suite)}" ${totals(entries)} timestamp="${xmlAttribute(run.timestamp)}">`,
      ...entries.map(caseXml),
      "  </testsuite>",
    ]),
    "</testsuites>",
    "",
  ].join("\n");
}

function caseXml(entry: JunitCase): string {
  const open = `    <testcase classname="${xmlAttribute(entry.suite)}" name="${xmlAttribute(entry.name)}" time="0"`;
  const message = xmlAttribute(entry.message ?? "");
  if (entry.outcome === "skipped") return `${open}><skipped message="${message}"/></testcase>`;
  if (entry.outcome === "failed") {
    const type = xmlAttribute(entry.type ?? "failure");
    return `${open}><failure type="${type}" message="${message}">${xmlText(entry.text ?? "")}</failure></testcase>`;
  }
  return entry.text === undefined
    ? `${open}/>`
    : `${open}><system-out>${xmlText(entry.text)}</system-out></testcase>`;
}
