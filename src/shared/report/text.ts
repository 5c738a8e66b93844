import type { Report } from "../audit/report.ts";
import type { Finding, Severity } from "../findings/finding.ts";
import { type FindingGroup, groupFindings, SHOWN_OBJECTS } from "./finding_groups.ts";
import { counted, hasHistory, summaryLine } from "./summary_line.ts";
import { terminalBlock, terminalLine } from "./terminal_text.ts";

/** What colour may mark; the word is always printed too. */
export type TextStyle = Severity | "name" | "dim" | "strong" | "good";

/** Puts colour around a text, or returns it as it is. */
export type Paint = (style: TextStyle, text: string) => string;

/** How the text is written. */
export interface TextOptions {
  /** No colour when left out. */
  readonly paint?: Paint;
  /** Leaves out findings of severity `info`; the last line counts them. */
  readonly quiet?: boolean;
}

const plain: Paint = (_style, text) => text;

/** The report for a person at a terminal: groups worst first, then what was not judged, then one line that sums up. */
export function renderText(report: Report, options: TextOptions = {}): string {
  const paint = options.paint ?? plain;
  const groups = groupFindings(report.findings);
  const shown = options.quiet === true ? groups.filter((group) => group.severity !== "info") : groups;
  const unseen = groups
    .filter((group) => !shown.includes(group))
    .reduce((sum, group) => sum + group.findings.length, 0);
  const withState = hasHistory(report);
  const blocks = shown.map((group) => groupText(group, { paint, withState }));
  const notEvaluated = notEvaluatedText(report, paint);
  if (notEvaluated !== "") blocks.push(notEvaluated);
  const stale = staleText(report, paint);
  if (stale !== "") blocks.push(stale);
  const total = report.summary.error + report.summary.warn + report.summary.info;
  const last = `${summaryLine(report)}${unseen > 0 ? `; ${unseen} info not shown` : ""}`;
  blocks.push(paint(total === 0 ? "good" : "strong", last));
  return `${blocks.join("\n\n")}\n`;
}

interface GroupContext {
  readonly paint: Paint;
  readonly withState: boolean;
}

function groupText(group: FindingGroup, context: GroupContext): string {
  const { paint } = context;
  const head = paint(group.severity, `${group.severity}[${group.rule}]`);
  const [only] = group.findings;
  const shown = group.findings.slice(0, SHOWN_OBJECTS);
  const lines =
    group.findings.length === 1 && only !== undefined
      ? [`${head} ${objectLine(only, context)}`]
      : [
          `${head} ${paint("strong", terminalLine(group.title))} (${group.findings.length} objects)`,
          ...shown.map((finding) => `  ${objectLine(finding, context)}`),
        ];
  const folded = group.findings.length - shown.length;
  if (folded > 0) lines.push(paint("dim", `  and ${folded} more; --format json lists all`));
  const label = (name: string) => paint("dim", name.padEnd(6));
  if (group.cause !== undefined) lines.push(`  ${label("cause")}${terminalLine(group.cause)}`);
  lines.push(`  ${label("why")}${terminalLine(group.rationale)}`);
  for (const fix of remedies(shown)) {
    const note = fix.note === undefined ? "" : ` ${terminalLine(fix.note)}`;
    const trust = fix.proof === undefined ? fix.safety : `${fix.safety}, ${fix.proof}`;
    lines.push(`  ${label("fix")}${paint("dim", `(${trust})`)}${note}`);
    if (fix.sql !== "") {
      for (const line of terminalBlock(fix.sql).split("\n")) lines.push(`    ${line}`);
    }
  }
  lines.push(`  ${label("docs")}${paint("dim", terminalLine(group.docs))}`);
  return lines.join("\n");
}

function objectLine(finding: Finding, context: GroupContext): string {
  const { paint, withState } = context;
  const name = paint("name", terminalLine(finding.object.identity));
  const place =
    finding.location === undefined
      ? ""
      : paint("dim", ` ${terminalLine(finding.location.file)}:${finding.location.line}`);
  const state =
    withState && (finding.state === "new" || finding.state === "reopened")
      ? ` ${paint("strong", `(${finding.state})`)}`
      : "";
  return `${name}: ${terminalLine(finding.message)}${place}${state}`;
}

interface Remedy {
  readonly safety: string;
  /** How the proof ended, where there was one. */
  readonly proof?: string;
  readonly note?: string;
  readonly sql: string;
}

/** The repairs of several findings, one for each different safety, outcome of the proof and note. */
function remedies(findings: readonly Finding[]): readonly Remedy[] {
  const merged = new Map<
    string,
    { safety: string; proof: string | undefined; note: string | undefined; sql: Set<string> }
  >();
  for (const { remediation } of findings) {
    const proof = remediation.proof?.status;
    const key = JSON.stringify([remediation.safety, proof ?? null, remediation.note ?? null]);
    const known = merged.get(key) ?? {
      safety: remediation.safety,
      proof,
      note: remediation.note,
      sql: new Set<string>(),
    };
    if (remediation.sql !== undefined) known.sql.add(remediation.sql.trimEnd());
    merged.set(key, known);
  }
  return [...merged.values()].map(({ safety, proof, note, sql }) => ({
    safety,
    ...(proof === undefined ? {} : { proof }),
    ...(note === undefined ? {} : { note }),
    sql: [...sql].join("\n"),
  }));
}

function notEvaluatedText(report: Report, paint: Paint): string {
  if (report.not_evaluated.length === 0) return "";
  const byReason = new Map<string, string[]>();
  for (const { rule, reason } of report.not_evaluated) {
    byReason.set(reason, [...(byReason.get(reason) ?? []), rule]);
  }
  const lines = [...byReason].map(([reason, rules]) => {
    const named = rules.slice(0, SHOWN_OBJECTS).join(", ");
    const more = rules.length > SHOWN_OBJECTS ? ` and ${rules.length - SHOWN_OBJECTS} more` : "";
    return `  ${terminalLine(`${named}${more}`)}: ${terminalLine(reason)}`;
  });
  return [paint("strong", "not evaluated"), ...lines].join("\n");
}

function staleText(report: Report, paint: Paint): string {
  if (report.stale_suppressions.length === 0) return "";
  const lines = report.stale_suppressions.map(
    (entry) =>
      `  ${entry.status} ${entry.kind} of ${terminalLine(entry.rule)} for ${terminalLine(entry.object)} (owner ${terminalLine(entry.owner)})`,
  );
  const count = counted(report.stale_suppressions.length, "accepted entry").replace("entrys", "entries");
  return [paint("strong", `${count} to tidy up`), ...lines].join("\n");
}
