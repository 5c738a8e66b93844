import { escapeMarkdown, markdownCode } from "../../report/markdown.ts";
import type { Block, Inline, ReportDocument } from "./document.ts";

/** The report as Markdown, for a file in the repository or a comment on a pull request. */
export function documentMarkdown(document: ReportDocument): string {
  const blocks = document.blocks.map(blockMarkdown).filter((text) => text !== "");
  return `${[`# ${escapeMarkdown(document.title)}`, `**${escapeMarkdown(document.verdict)}**`, ...blocks].join("\n\n")}\n`;
}

function blockMarkdown(block: Block): string {
  switch (block.kind) {
    case "heading":
      return `## ${escapeMarkdown(block.text)}`;
    case "paragraph":
      return escapeMarkdown(block.text);
    case "list":
      return block.items.map((item) => `- ${item.map(inline).join("")}`).join("\n");
    case "code":
      return fenced(block.text, block.language);
    case "table":
      if (block.rows.length === 0) return "";
      return [
        `| ${block.columns.map(escapeMarkdown).join(" | ")} |`,
        `|${block.columns.map(() => "---").join("|")}|`,
        ...block.rows.map((row) => `| ${row.map(inline).join(" | ")} |`),
      ].join("\n");
  }
}

function inline(part: Inline): string {
  return typeof part === "string" ? escapeMarkdown(part) : markdownCode(part.code);
}

/** The fence is longer than any run of back-ticks inside. */
function fenced(text: string, language: string): string {
  const longest = Math.max(2, ...(text.match(/`+/g) ?? []).map((run) => run.length));
  const fence = "`".repeat(longest + 1);
  return `${fence}${language === "text" ? "" : language}\n${text}\n${fence}`;
}
