import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { CATEGORIES } from "../../shared/findings/finding.ts";
import type { Conflict } from "../../shared/migrations/conflicts/conflict.ts";
import { CONFLICTS, findConflict } from "../../shared/migrations/conflicts/mod.ts";
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

/** Prints the list of rules, and of the conflicts of migration folders. Returns the exit code. */
export async function listRules(flags: RulesFlags): Promise<number> {
  if (flags.format === "json") {
    await writeResult(
      renderJson({ rules: RULES.map(metadata), conflicts: CONFLICTS.map(metadata) }),
      undefined,
    );
    return 0;
  }
  const paint = createPaint(wantsColor(flags.color, process.stdout));
  const width = Math.max(0, ...[...RULES, ...CONFLICTS].map(({ id }) => id.length));
  const section = (title: string, listed: readonly (Rule | Conflict)[]): readonly string[] => {
    if (listed.length === 0) return [];
    const lines = listed.map(
      ({ id, severity, title: text }) =>
        `  ${paint("name", id.padEnd(width))}  ${paint(severity, severity.padEnd(5))}  ${text}`,
    );
    return [[paint("strong", title), ...lines].join("\n")];
  };
  const sections = [
    ...CATEGORIES.flatMap((category) =>
      section(
        category,
        RULES.filter((rule) => rule.category === category),
      ),
    ),
    ...section("conflicts of migration folders (analyze)", CONFLICTS),
  ];
  const counts = `${RULES.length} rules, ${CONFLICTS.length} conflicts`;
  await writeResult(`${sections.join("\n\n")}\n\n${counts}\n`, undefined);
  return 0;
}

/** Prints one rule or conflict in full: its documentation page; both where they share the name. Returns the exit code. */
export async function explainRule(id: string, flags: RulesFlags): Promise<number> {
  const word = known("rule", { word: id, candidates: [...RULES, ...CONFLICTS].map(({ id }) => id) });
  const rule = findRule(word);
  const conflict = findConflict(word);
  if (flags.format === "json") {
    const both = rule !== undefined && conflict !== undefined;
    const own = rule ?? conflict;
    if (own === undefined) return 2;
    const value = both ? { ...metadata(rule), conflict: metadata(conflict) } : metadata(own);
    await writeResult(renderJson(value), undefined);
    return 0;
  }
  const pages = [
    ...(rule === undefined ? [] : [await pageOf(rule, "rules")]),
    ...(conflict === undefined ? [] : [await pageOf(conflict, "conflicts")]),
  ];
  await writeResult(pages.join("\n"), undefined);
  return 0;
}

async function pageOf(subject: Rule | Conflict, folder: "rules" | "conflicts"): Promise<string> {
  const { id, title, severity, category, summary, rationale, limits, sources } = subject;
  try {
    return await readFile(join(packageFolder(), "docs", folder, `${id}.md`), "utf8");
  } catch {
    // The page adds examples; without it the subject's own words still explain it.
    return [
      `# ${id}`,
      `**${title}** (${severity}, ${category})`,
      summary,
      rationale,
      ...(limits === undefined ? [] : [limits]),
      ...(sources.length === 0 ? [] : [sources.map((source) => `- ${source}`).join("\n")]),
    ]
      .join("\n\n")
      .concat("\n");
  }
}

function metadata({ check: _check, ...rest }: Rule | Conflict): object {
  return rest;
}
