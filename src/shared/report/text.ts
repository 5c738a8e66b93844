import type { Finding, Severity } from "../findings/finding.ts";
import {
  countText,
  type FindingGroup,
  type GroupedObject,
  groupFindings,
  isActive,
  type RuleSection,
  SHOWN_OBJECTS,
} from "../findings/finding_groups.ts";
import { CAUSE_END, repairsByNote, repairsOf, trustText } from "../findings/repairs.ts";
import type { Report } from "../findings/report.ts";
import { counted, hasHistory, summaryLine } from "./summary_line.ts";
import { terminalBlock, terminalLine } from "./terminal_text.ts";

/** What colour may mark; the word is always printed too. */
export type TextStyle = Severity | "name" | "dim" | "strong" | "good";

/** Puts colour around a text, or returns it as it is. */
export type Paint = (style: TextStyle, text: string) => string;

/** Makes a text lead to the page of a rule in the documentation, or to a file; or returns it as it is. */
export type Link = (
  target: { readonly kind: "page" | "file"; readonly path: string },
  text: string,
) => string;

/** How the text is written. */
export interface TextOptions {
  /** No colour when left out. */
  readonly paint?: Paint;
  /** No links when left out. */
  readonly link?: Link;
  /** Leaves out findings of severity `info`; the last line counts them. */
  readonly quiet?: boolean;
  /** Lines to be written under an object that is written out, such as those of its file. */
  readonly details?: (finding: Finding) => readonly string[];
}

const plain: Paint = (_style, text) => text;
const unlinked: Link = (_target, text) => text;

/** The report for a person at a terminal: groups worst first, then what was not judged, then one line that sums up. */
export function renderText(report: Report, options: TextOptions = {}): string {
  const paint = options.paint ?? plain;
  const shown =
    options.quiet === true
      ? report.findings.filter((finding) => finding.severity !== "info")
      : report.findings;
  const unseen = report.findings.filter(isActive).length - shown.filter(isActive).length;
  const withState = hasHistory(report);
  const context: GroupContext = {
    paint,
    link: options.link ?? unlinked,
    withState,
    details: options.details ?? (() => []),
  };
  const blocks = groupFindings(shown).map((group) => groupText(group, context));
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
  readonly link: Link;
  readonly withState: boolean;
  readonly details: (finding: Finding) => readonly string[];
}

/** A cause is told once, before what it brought; findings of several rules then stand indented under it. */
function groupText(group: FindingGroup, context: GroupContext): string {
  const { paint } = context;
  const [only] = group.sections;
  if (only === undefined) return "";
  const cause = [
    ...(group.cause === undefined ? [] : [labelled("cause", clipped(terminalLine(group.cause)), context)]),
    ...(group.causeSql === undefined ? [] : causeFix(group.causeSql, context)),
  ];
  if (group.sections.length === 1) return sectionLines(only, { group, cause }, context).join("\n");
  const head = `${paint(group.severity, group.severity)} ${paint("strong", `${group.count} findings of one cause`)}`;
  return [
    head,
    ...cause,
    ...group.sections.flatMap((section) =>
      sectionLines(section, { group, cause: [] }, context).map((line) => `  ${line}`),
    ),
  ].join("\n");
}

function sectionLines(
  section: RuleSection,
  { group, cause }: { readonly group: FindingGroup; readonly cause: readonly string[] },
  context: GroupContext,
): readonly string[] {
  const { paint, link } = context;
  const page = { kind: "page", path: section.docs } as const;
  const head = link(page, paint(section.severity, `${section.severity}[${section.rule}]`));
  const [only] = section.findings;
  const shown = section.objects.slice(0, SHOWN_OBJECTS);
  const lines =
    section.findings.length === 1 && only !== undefined
      ? [
          `${head} ${objectLine({ first: only, count: 1 }, true, context)}`,
          ...detailLines(only, context),
          ...cause,
        ]
      : [
          `${head} ${paint("strong", terminalLine(section.title))} (${countText(section)})`,
          ...cause,
          // Of findings of one cause the first message says it for all.
          ...shown.flatMap((object, index) => [
            `  ${objectLine(object, group.cause === undefined || index === 0, context)}`,
            ...detailLines(object.first, context),
          ]),
        ];
  const folded = section.objects.length - shown.length;
  if (folded > 0) lines.push(paint("dim", `  and ${folded} more; --format json lists all`));
  lines.push(labelled("why", terminalLine(section.rationale), context));
  lines.push(...fixLines(section, group, context));
  lines.push(labelled("docs", link(page, paint("dim", terminalLine(section.docs))), context));
  return lines;
}

function detailLines(finding: Finding, { details }: GroupContext): readonly string[] {
  return details(finding).map((line) => `      ${line}`);
}

/** Without a cause each shown object has its own SQL; with one, the first of each kind stands for the others. */
function fixLines(section: RuleSection, group: FindingGroup, context: GroupContext): readonly string[] {
  const repairs =
    group.cause === undefined
      ? repairsByNote(section.objects.slice(0, SHOWN_OBJECTS).map(({ first }) => first))
      : repairsOf(section, group.causeSql);
  return repairs.flatMap(({ note, statements, ...repair }) => {
    const [first, ...others] = statements;
    const written = group.cause === undefined ? statements : first === undefined ? [] : [first];
    const left = group.cause === undefined ? 0 : others.length;
    return [
      labelled(
        "fix",
        `${context.paint("dim", `(${trustText(repair)})`)}${note === undefined ? "" : ` ${terminalLine(note)}`}`,
        context,
      ),
      ...written.flatMap(sqlLines),
      ...(left > 0
        ? [
            context.paint(
              "dim",
              `    -- and alike for ${left} more; --format html or json has the SQL of all`,
            ),
          ]
        : []),
    ];
  });
}

function causeFix(sql: string, context: GroupContext): readonly string[] {
  return [labelled("fix", `${context.paint("dim", "(review)")} ${CAUSE_END}`, context), ...sqlLines(sql)];
}

function sqlLines(sql: string): readonly string[] {
  return terminalBlock(sql)
    .split("\n")
    .map((line) => `    ${line}`);
}

function labelled(label: string, text: string, { paint }: GroupContext): string {
  return `  ${paint("dim", label.padEnd(6))}${text}`;
}

/** An expression in a cause may be long, and its end seldom tells more. */
function clipped(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

/** The object, with the first message where that is asked for. */
function objectLine(
  object: Pick<GroupedObject, "first" | "count">,
  told: boolean,
  context: GroupContext,
): string {
  const { paint, link, withState } = context;
  const { first: finding, count } = object;
  const { location, state } = finding;
  const isFresh = withState && (state === "new" || state === "reopened");
  return [
    paint("name", terminalLine(finding.object.identity)),
    told ? `: ${terminalLine(finding.message)}` : "",
    count > 1 ? paint("dim", ` (${count} findings on it)`) : "",
    location === undefined
      ? ""
      : ` ${link({ kind: "file", path: location.file }, paint("dim", `${terminalLine(location.file)}:${location.line}`))}`,
    isFresh ? ` ${paint("strong", `(${state})`)}` : "",
  ].join("");
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
