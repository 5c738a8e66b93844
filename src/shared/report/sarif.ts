import type { Log, ReportingDescriptor, Result } from "sarif";
import type { Finding, Severity } from "../findings/finding.ts";
import type { Report } from "../findings/report.ts";
import { escapeMarkdown } from "./markdown.ts";

/** The one mapping of our severities to SARIF's levels. */
export const SARIF_LEVELS = { error: "error", warn: "warning", info: "note" } as const satisfies Record<
  Severity,
  Result.level
>;

/** GitHub shows a result only at a file: findings of a database are put at this one, which need not exist. */
export const DATABASE_ARTIFACT = "supabase/database";

/** Where the format is defined. */
export const SARIF_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json";

/** GitHub refuses a run with more results. Findings come worst first, so the least are left out, and a note counts them. */
const MAX_RESULTS = 25_000;

/** The report as SARIF 2.1.0, as code scanning services read it. */
export function renderSarif(report: Report): string {
  return `${JSON.stringify(sarifLog(report), null, 2)}\n`;
}

function sarifLog(report: Report): Log {
  const findings = report.findings.slice(0, MAX_RESULTS);
  const left = report.findings.length - findings.length;
  const rules = new Map<string, { readonly index: number; readonly descriptor: ReportingDescriptor }>();
  for (const finding of findings) {
    if (!rules.has(finding.rule)) {
      rules.set(finding.rule, { index: rules.size, descriptor: descriptor(finding) });
    }
  }
  return {
    $schema: SARIF_SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Supawarden",
            version: report.run.tool_version,
            semanticVersion: report.run.tool_version,
            rules: [...rules.values()].map((rule) => rule.descriptor),
          },
        },
        automationDetails: { id: `supawarden/${report.run.source}/` },
        columnKind: "unicodeCodePoints",
        invocations: [
          {
            executionSuccessful: true,
            startTimeUtc: report.run.started_at,
            endTimeUtc: report.run.finished_at,
            toolExecutionNotifications: [
              ...report.not_evaluated.map(({ rule, reason }) => `${rule} was not evaluated: ${reason}`),
              ...(left === 0 ? [] : [`${left} more findings are left out: the JSON report has them`]),
            ].map((text) => ({ level: "warning" as const, message: { text } })),
          },
        ],
        results: findings.map((finding) => result(finding, rules.get(finding.rule)?.index ?? -1)),
      },
    ],
  };
}

function descriptor(finding: Finding): ReportingDescriptor {
  return {
    id: finding.rule,
    name: finding.rule,
    shortDescription: { text: finding.title },
    fullDescription: { text: finding.rationale },
    help: {
      text: `${finding.rationale}\n\nDocumentation: ${finding.docs}`,
      markdown: `${escapeMarkdown(finding.rationale)}\n\nDocumentation: ${escapeMarkdown(finding.docs)}`,
    },
    ...(/^https?:/.test(finding.docs) ? { helpUri: finding.docs } : {}),
    defaultConfiguration: { level: SARIF_LEVELS[finding.severity] },
    properties: { tags: ["supabase", "postgres", finding.category], category: finding.category },
  };
}

function result(finding: Finding, ruleIndex: number): Result {
  const { location, object, suppression } = finding;
  return {
    ruleId: finding.rule,
    ...(ruleIndex < 0 ? {} : { ruleIndex }),
    level: SARIF_LEVELS[finding.severity],
    message: { text: `${object.identity}: ${finding.message}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: fileUri(location?.file ?? DATABASE_ARTIFACT) },
          region: {
            startLine: location?.line ?? 1,
            ...(location?.column === undefined ? {} : { startColumn: location.column }),
          },
        },
        logicalLocations: [{ name: object.name, fullyQualifiedName: object.identity, kind: object.kind }],
      },
    ],
    // The second name is the one by which GitHub tells results of one file and line apart.
    partialFingerprints: {
      "supawarden/v1": finding.fingerprint,
      primaryLocationLineHash: finding.fingerprint,
    },
    baselineState: BASELINE[finding.state],
    ...(suppression === undefined
      ? {}
      : {
          suppressions: [
            {
              kind: "external" as const,
              status: "accepted" as const,
              justification: `${suppression.reason} (${suppression.owner})`,
            },
          ],
        }),
    properties: {
      state: finding.state,
      category: finding.category,
      evidence: finding.evidence,
      remediation: finding.remediation,
    },
  };
}

const BASELINE = {
  new: "new",
  reopened: "new",
  open: "unchanged",
  resolved: "absent",
} as const satisfies Record<Finding["state"], Result.baselineState>;

/** A relative path as a URI reference, with forward slashes. */
function fileUri(path: string): string {
  return path
    .replaceAll("\\", "/")
    .replace(/^(\.\/)+/, "")
    .split("/")
    .map(encodeURIComponent)
    .join("/");
}
