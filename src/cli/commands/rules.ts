import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CATEGORIES } from "../../shared/findings/finding.ts";
import { renderJson } from "../../shared/report/json.ts";
import { findRule, RULES } from "../../shared/rules/mod.ts";
import type { Rule } from "../../shared/rules/rule.ts";
import { known } from "../flags.ts";
import { writeResult } from "../output.ts";
import { packageFolder } from "../package_folder.ts";
import { type ColorChoice, createPaint, wantsColor } from "../terminal.ts";

/** Flags of `rules` and `rules explain`. */
export interface RulesFlags {
  readonly format: "text" | "json";
  readonly color: ColorChoice;
}

/** Prints the list of rules. Returns the exit code. */
export async function listRules(flags: RulesFlags): Promise<number> {
  if (flags.format === "json") {
    await writeResult(renderJson({ rules: RULES.map(metadata) }), undefined);
    return 0;
  }
  const paint = createPaint(wantsColor(flags.color, process.stdout));
  const width = Math.max(0, ...RULES.map((rule) => rule.id.length));
  const sections = CATEGORIES.flatMap((category) => {
    const rules = RULES.filter((rule) => rule.category === category);
    if (rules.length === 0) return [];
    const lines = rules.map(
      (rule) =>
        `  ${paint("name", rule.id.padEnd(width))}  ${paint(rule.severity, rule.severity.padEnd(5))}  ${rule.title}`,
    );
    return [[paint("strong", category), ...lines].join("\n")];
  });
  await writeResult(`${sections.join("\n\n")}\n\n${RULES.length} rules\n`, undefined);
  return 0;
}

/** Prints one rule in full: its documentation page. Returns the exit code. */
export async function explainRule(id: string, flags: RulesFlags): Promise<number> {
  const rule = findRule(known("rule", { word: id, candidates: RULES.map(({ id }) => id) }));
  if (rule === undefined) return 2;
  const text = flags.format === "json" ? renderJson(metadata(rule)) : await rulePage(rule);
  await writeResult(text, undefined);
  return 0;
}

async function rulePage(rule: Rule): Promise<string> {
  try {
    return await readFile(join(packageFolder(), "docs", "rules", `${rule.id}.md`), "utf8");
  } catch {
    // The page adds examples; without it the rule's own words still explain it.
    return [
      `# ${rule.id}`,
      `**${rule.title}** (${rule.severity}, ${rule.category})`,
      rule.summary,
      rule.rationale,
      ...(rule.limits === undefined ? [] : [rule.limits]),
      ...(rule.sources.length === 0 ? [] : [rule.sources.map((source) => `- ${source}`).join("\n")]),
    ]
      .join("\n\n")
      .concat("\n");
  }
}

function metadata({ check: _check, ...rule }: Rule): object {
  return rule;
}
