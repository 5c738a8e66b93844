import type { Conflict } from "../migrations/conflicts/conflict.ts";
import { fence } from "./rule_page.ts";

/** SQL files of one folder, by their paths within it. */
export type ExampleFolder = readonly { readonly path: string; readonly sql: string }[];

/** The folders that a conflict's tests read: one that it must report, one that it must not. */
export interface ConflictExamples {
  readonly bad: ExampleFolder;
  readonly good: ExampleFolder;
}

/** A conflict's documentation page as Markdown: the page in `docs/conflicts` and what `rules explain` prints. */
export function renderConflictPage(conflict: Conflict, examples: ConflictExamples | undefined): string {
  return [
    `# ${conflict.id}`,
    `**${conflict.title}**`,
    `A conflict of migration folders, reported by \`supawarden analyze\`.`,
    `| severity | category |\n|---|---|\n| ${conflict.severity} | ${conflict.category} |`,
    `## What it finds\n\n${conflict.summary}`,
    `## Why it matters\n\n${conflict.rationale}`,
    ...(examples === undefined
      ? []
      : [
          `## Reported\n\n\`-- expect\` names each object that must be reported at the next line, or at the line after the \`@\`; 0 is the folder.\n\n${folder(examples.bad)}`,
          `## Not reported\n\n${folder(examples.good)}`,
        ]),
    ...(conflict.limits === undefined ? [] : [`## Known limits\n\n${conflict.limits}`]),
    ...(conflict.sources.length === 0
      ? []
      : [`## Sources\n\n${conflict.sources.map((source) => `- ${source}`).join("\n")}`]),
  ]
    .join("\n\n")
    .concat("\n");
}

/** The list of all conflicts as Markdown. */
export function renderConflictIndex(conflicts: readonly Conflict[]): string {
  const rows = conflicts.map(
    ({ id, severity, category, title }) => `| [${id}](${id}.md) | ${severity} | ${category} | ${title} |`,
  );
  return [
    "# Conflicts of migration folders",
    "What `supawarden analyze` reports of the files alone, without a server. Settings, suppressions and severities are those of rules: `rules.<id>` in `supawarden.config.json`.",
    `| conflict | severity | category | finds |\n|---|---|---|---|\n${rows.join("\n")}`,
  ]
    .join("\n\n")
    .concat("\n");
}

function folder(files: ExampleFolder): string {
  return files
    .map(({ path, sql }) => `\`${path}\`\n\n${sql.trim() === "" ? "*(empty)*" : fence(sql)}`)
    .join("\n\n");
}
