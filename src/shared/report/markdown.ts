import type { Report } from "../audit/report.ts";
import type { Severity } from "../findings/finding.ts";
import { type FindingGroup, groupFindings, SHOWN_OBJECTS } from "./finding_groups.ts";
import { summaryLine } from "./summary_line.ts";

/** GitHub refuses a comment above 65,536 characters. */
const MAX_LENGTH = 60_000;

const MARKS: Readonly<Record<Severity, string>> = { error: "🔴", warn: "🟠", info: "🔵" };

/** The report as a comment on a pull request: the sum first, one folded section a group. */
export function renderMarkdown(report: Report): string {
  const groups = groupFindings(report.findings);
  const head = ["## Supawarden", "", escapeMarkdown(summaryLine(report)), ""];
  const sections: string[] = [];
  let length = head.join("\n").length;
  for (const [index, group] of groups.entries()) {
    const section = groupSection(group);
    if (length + section.length > MAX_LENGTH) {
      sections.push(`${groups.length - index} more groups do not fit here; the JSON report has them.\n`);
      break;
    }
    length += section.length;
    sections.push(section);
  }
  return [...head, ...sections, ...notEvaluatedSection(report)].join("\n");
}

function groupSection(group: FindingGroup): string {
  const count = group.findings.length;
  const shown = group.findings.slice(0, SHOWN_OBJECTS);
  const sql = [...new Set(shown.flatMap(({ remediation }) => remediation.sql?.trimEnd() ?? []))].join("\n");
  const notes = [...new Set(shown.flatMap(({ remediation }) => remediation.note ?? []))];
  return [
    `<details><summary>${MARKS[group.severity]} <b>${group.severity}</b> ${markdownCode(group.rule)} ${escapeMarkdown(group.title)} (${count})</summary>`,
    "",
    ...shown.map((finding) => {
      const place =
        finding.location === undefined
          ? ""
          : ` at ${markdownCode(`${finding.location.file}:${finding.location.line}`)}`;
      return `- ${markdownCode(finding.object.identity)} ${escapeMarkdown(finding.message)}${place}`;
    }),
    ...(count > shown.length ? [`- and ${count - shown.length} more`] : []),
    "",
    ...(group.cause === undefined ? [] : [`Cause: ${escapeMarkdown(group.cause)}`, ""]),
    escapeMarkdown(group.rationale),
    "",
    ...notes.flatMap((note) => [escapeMarkdown(note), ""]),
    ...(sql === "" ? [] : [fence(sql), ""]),
    `Documentation: ${markdownCode(group.docs)}`,
    "",
    "</details>",
    "",
  ].join("\n");
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
