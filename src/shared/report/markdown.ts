import type { Severity } from "../findings/finding.ts";
import {
  countText,
  type FindingGroup,
  groupFindings,
  type RuleSection,
  SHOWN_OBJECTS,
} from "../findings/finding_groups.ts";
import { CAUSE_END, type Repair, repairsOf, trustText } from "../findings/repairs.ts";
import type { Report } from "../findings/report.ts";
import { summaryLine } from "./summary_line.ts";

/** GitHub refuses a comment above 65,536 characters. */
const MAX_LENGTH = 60_000;

const MARKS: Readonly<Record<Severity, string>> = { error: "🔴", warn: "🟠", info: "🔵" };

/** The report as a comment on a pull request: the sum first, one folded section a group. */
export function renderMarkdown(report: Report): string {
  const groups = groupFindings(report.findings);
  const head = ["## Supawarden", "", escapeMarkdown(summaryLine(report)), ""];
  const sections = fittingSections(groups, MAX_LENGTH - head.join("\n").length);
  return [...head, ...sections, ...notEvaluatedSection(report)].join("\n");
}

/** No group is left out for the SQL of another: all are written briefly, then in full from the worst on, while it fits. */
function fittingSections(groups: readonly FindingGroup[], room: number): readonly string[] {
  const sections: string[] = [];
  let length = 0;
  for (const [index, group] of groups.entries()) {
    const section = groupSection(group, "first");
    if (length + section.length > room) {
      sections.push(`${groups.length - index} more groups do not fit here; the JSON report has them.\n`);
      return sections;
    }
    length += section.length;
    sections.push(section);
  }
  for (const [index, group] of groups.entries()) {
    const full = groupSection(group, "all");
    const grown = length - (sections[index]?.length ?? 0) + full.length;
    if (grown > room) continue;
    sections[index] = full;
    length = grown;
  }
  return sections;
}

/** Of which objects the SQL is written out. */
type WrittenSql = "first" | "all";

function groupSection(group: FindingGroup, written: WrittenSql): string {
  const [only] = group.sections;
  const isOne = group.sections.length === 1 && only !== undefined;
  const title = isOne
    ? `${markdownCode(only.rule)} ${escapeMarkdown(only.title)} (${countText(only)})`
    : `${group.count} findings of one cause: ${escapeMarkdown(clipped(group.cause ?? ""))}`;
  return [
    `<details><summary>${MARKS[group.severity]} <b>${group.severity}</b> ${title}</summary>`,
    "",
    ...(isOne && group.cause !== undefined ? [`**Cause:** ${escapeMarkdown(clipped(group.cause))}`, ""] : []),
    ...(group.causeSql === undefined ? [] : [CAUSE_END, "", fence(group.causeSql), ""]),
    ...group.sections.flatMap((section) => [
      ...(isOne
        ? []
        : [
            `${MARKS[section.severity]} **${section.severity}** ${markdownCode(section.rule)} ${escapeMarkdown(section.title)} (${countText(section)})`,
            "",
          ]),
      ...sectionBody(section, { group, written }),
    ]),
    "</details>",
    "",
  ].join("\n");
}

function sectionBody(
  section: RuleSection,
  { group, written }: { readonly group: FindingGroup; readonly written: WrittenSql },
): readonly string[] {
  const shown = section.objects.slice(0, SHOWN_OBJECTS);
  const folded = section.objects.length - shown.length;
  return [
    ...shown.map(({ first, count }, index) => {
      const { location, message, object } = first;
      const place = location === undefined ? "" : ` at ${markdownCode(`${location.file}:${location.line}`)}`;
      // Of findings of one cause the first message says it for all.
      const told = group.cause === undefined || index === 0 ? ` ${escapeMarkdown(message)}` : "";
      return `- ${markdownCode(object.identity)}${told}${count > 1 ? ` (${count} findings on it)` : ""}${place}`;
    }),
    ...(folded > 0 ? [`- and ${folded} more`] : []),
    "",
    escapeMarkdown(section.rationale),
    "",
    ...repairsOf(section, group.causeSql).flatMap((repair) => repairPart(repair, written)),
    `Documentation: ${markdownCode(section.docs)}`,
    "",
  ];
}

/** SQL for many objects stands behind a fold. */
function repairPart({ note, statements, ...repair }: Repair, written: WrittenSql): readonly string[] {
  const head = [`Repair (${trustText(repair)})${note === undefined ? "" : `: ${escapeMarkdown(note)}`}`, ""];
  const [first] = statements;
  if (first === undefined) return head;
  if (statements.length <= SHOWN_OBJECTS) return [...head, fence(statements.join("\n")), ""];
  if (written === "first") {
    const more = `-- and alike for ${statements.length - 1} more: the JSON report has the SQL of all`;
    return [...head, fence(`${first}\n${more}`), ""];
  }
  const summary = `<details><summary>SQL for all ${statements.length}</summary>`;
  return [...head, summary, "", fence(statements.join("\n")), "", "</details>", ""];
}

function clipped(text: string): string {
  return text.length > 500 ? `${text.slice(0, 500)}…` : text;
}

function notEvaluatedSection(report: Report): readonly string[] {
  if (report.not_evaluated.length === 0) return [];
  return [
    "### Not evaluated",
    "",
    ...report.not_evaluated.map(({ rule, reason }) => `- ${markdownCode(rule)} ${escapeMarkdown(reason)}`),
    "",
  ];
}

/**
 * What could begin markup: a sign, an underscore that is not inside a word, a colon before a slash (an address) or a
 * letter (an emoji's name), a dash at the start (a list).
 */
const MARKUP = /[^\p{L}\p{N} .,;=/"'?%():_-]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])|:(?=[\p{L}\p{N}_+/-])|^-/gu;

/**
 * Text that Markdown shows as it is: what could begin markup is a numeric entity, line breaks are spaces, and an
 * invisible space keeps `@name` from notifying anybody and `www.` from becoming a link.
 */
export function escapeMarkdown(text: string): string {
  return text
    .replace(/\s+/gu, " ")
    .replace(MARKUP, entity)
    .replaceAll("&#64;", "&#64;\u200b")
    .replace(/www\./gi, (found) => `${found.slice(0, 3)}\u200b.`);
}

/** Inline code by tags, since a code span by backticks has no escape. */
export function markdownCode(text: string): string {
  return `<code>${text.replace(MARKUP, entity)}</code>`;
}

function entity(character: string): string {
  return `&#${character.codePointAt(0)};`;
}

/** A code block with a fence longer than any run of backticks in it. */
function fence(sql: string): string {
  const longest = Math.max(2, ...[...sql.matchAll(/`+/g)].map((run) => run[0].length));
  const marks = "`".repeat(longest + 1);
  return `${marks}sql\n${sql}\n${marks}`;
}
