import { readFileSync } from "node:fs";
import { join } from "node:path";

const SNIPPETS = join(import.meta.dirname, "..", "..", "supabase", "snippets");

/** What a person asks in the morning, in this order; each is a snippet too. */
const QUESTIONS = [
  "health",
  "findings_to_fix",
  "findings_by_rule",
  "changes_of_the_week",
  "findings_over_time",
  "acceptances_that_end",
  "audit_duration",
] as const;

/** Rows that a cell shows at most: each query has a limit of its own. */
const ROW_LIMIT = 100;

const INTRODUCTION = `# Supawarden

What the nightly audit of this database says. Everything here reads views of the schema \`supawarden\` and changes nothing.
What a finding means and how it is repaired stands in \`docs/rules\`; accept one on purpose with \`POST …/audit/suppressions\`
or in the dashboard that \`supawarden serve\` shows.
`;

/** The notebook as \`supabase notebooks push\` reads it: the snippets as cells, each under the sentence it begins with. */
export function notebookText(): string {
  const cells = QUESTIONS.map((name) => {
    const [first = "", ...lines] = readFileSync(join(SNIPPETS, `supawarden_${name}.sql`), "utf8").split("\n");
    const title = /^-- (.+?)\. Report block/.exec(first)?.[1];
    if (title === undefined) throw new Error(`supawarden_${name}.sql does not begin with what it shows`);
    return { type: "database", title, sql: lines.join("\n").trim(), row_limit: ROW_LIMIT };
  });
  const notebook = {
    description: "Findings of the nightly schema audit",
    content: { cells: [{ type: "markdown", text: INTRODUCTION }, ...cells] },
  };
  return `${JSON.stringify(notebook, null, 2)}\n`;
}
