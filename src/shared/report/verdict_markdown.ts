import type { Verdict } from "../verify/verdict.ts";
import { escapeMarkdown, markdownCode } from "./markdown.ts";
import { verdictLine } from "./verdict_line.ts";

/** The verdict as a table for a comment on a pull request. */
export function renderVerdictMarkdown(verdict: Verdict): string {
  return [
    "## Supawarden verify",
    "",
    escapeMarkdown(verdictLine(verdict)),
    "",
    "| check | status | message |",
    "|---|---|---|",
    ...verdict.checks.map(
      (check) =>
        `| ${markdownCode(check.name)} | ${check.status.replace("_", " ")} | ${escapeMarkdown(check.message)} |`,
    ),
    "",
  ].join("\n");
}
