import type { Rule } from "../rules/rule.ts";

/** The SQL that a rule's tests run: one that it must report, one that it must not. */
export interface RuleExamples {
  readonly bad: string;
  readonly good: string;
  /** Of a rule that compares with a manifest: the migrations of the repository. */
  readonly migrations?: { readonly files: readonly { readonly file: string; readonly text: string }[] };
}

/** A rule's documentation page as Markdown: the page in `docs/rules` and what `rules explain` prints. */
export function renderRulePage(rule: Rule, examples: RuleExamples): string {
  return [
    `# ${rule.id}`,
    `**${rule.title}**`,
    `| severity | category | needs |\n|---|---|---|\n| ${rule.severity} | ${rule.category} | ${requirements(rule)} |`,
    `## What it finds\n\n${rule.summary}`,
    `## Why it matters\n\n${rule.rationale}`,
    ...(examples.migrations === undefined ? [] : [`## The repository\n\n${folder(examples.migrations)}`]),
    `## Reported\n\n\`-- expect\` names each object that must be reported for this SQL.\n\n${fence(examples.bad)}`,
    `## Not reported\n\n${fence(examples.good)}`,
    ...(rule.limits === undefined ? [] : [`## Known limits\n\n${rule.limits}`]),
    ...(rule.sources.length === 0
      ? []
      : [`## Sources\n\n${rule.sources.map((source) => `- ${source}`).join("\n")}`]),
  ]
    .join("\n\n")
    .concat("\n");
}

/** The list of all rules as Markdown. */
export function renderRuleIndex(rules: readonly Rule[]): string {
  const categories = [...new Set(rules.map((rule) => rule.category))];
  const sections = categories.map((category) => {
    const rows = rules
      .filter((rule) => rule.category === category)
      .map((rule) => `| [${rule.id}](${rule.id}.md) | ${rule.severity} | ${rule.title} |`);
    return `## ${category}\n\n| rule | severity | finds |\n|---|---|---|\n${rows.join("\n")}`;
  });
  return `# Rules\n\n${sections.join("\n\n")}\n`;
}

function requirements(rule: Rule): string {
  const needs = rule.requires.map((requirement) => {
    if ("parser" in requirement) {
      if (requirement.when !== undefined) return "the SQL parser where statements have to be compared";
      return requirement.parser === "partly" ? "the SQL parser for a part" : "the SQL parser";
    }
    if ("role" in requirement) return `role \`${requirement.role}\``;
    if ("manifest" in requirement) return "a manifest";
    if ("exposed" in requirement) return "exposed schemas that exist";
    const family = `readable ${requirement.family.replaceAll("_", " ")}`;
    return requirement.optional ? `${family}, where there are any` : family;
  });
  return needs.length === 0 ? "nothing more" : needs.join(", ");
}

function folder({ files }: NonNullable<RuleExamples["migrations"]>): string {
  return files.map(({ file, text }) => `\`${file}\`\n\n${fence(text)}`).join("\n\n");
}

/** A fence longer than any run of backticks in the SQL, so that the SQL cannot close it. */
export function fence(sql: string): string {
  const longest = Math.max(2, ...[...sql.matchAll(/`+/g)].map((match) => match[0].length));
  const marks = "`".repeat(longest + 1);
  return `${marks}sql\n${sql.trim()}\n${marks}`;
}
