import type { Rule } from "../../src/shared/rules/rule.ts";
import type { SplinterException } from "./exceptions.ts";
import { PEER_RULES } from "./peer_rules.ts";

const HEAD = `# Splinter and \`supabase db advisors\`

Splinter is the query behind the advisors of the Supabase dashboard; \`supabase db advisors\` runs an older part of it.
Where a rule means the same, it has splinter's name here, and whatever splinter reports on a database is reported here
for the same object, unless splinter is wrong: those cases are listed below.

\`test/peers\` compares both, finding by finding, on the fixtures of every rule, on the example and on the benchmark's
database. The CLI comes with \`npm ci\`; splinter's own query is compared where a file with it is named:

\`\`\`sh
SPLINTER_SQL=splinter.sql npx vitest run test/peers
\`\`\`

Without \`pgrst.db_schemas\`, which a project seldom sets, splinter's query finds nothing that depends on the API, and says
nothing; here the default schemas are taken, and the report says so. A role, an extension or a table of the platform
that is missing makes a rule *not evaluated*, with the reason.`;

/** The page of docs/splinter.md. */
export function renderExceptionsPage(
  exceptions: readonly SplinterException[],
  rules: readonly Rule[],
): string {
  const known = new Set(rules.map((rule) => rule.id));
  const ruleName = (id: string) => (known.has(id) ? `[\`${id}\`](rules/${id}.md)` : `\`${id}\``);
  return [
    HEAD,
    "",
    "## Rules",
    "",
    "| splinter | rule | in `supabase db advisors` 2.122.1 |",
    "|---|---|---|",
    ...PEER_RULES.map(
      ({ number, name, advisors }) => `| ${number} | ${ruleName(name)} | ${advisors ? "yes" : "no"} |`,
    ),
    "",
    "## Where splinter is wrong",
    "",
    ...exceptions.flatMap(({ what, reason, rules: names }) => [
      `**${what}.** ${reason}  `,
      `Rules: ${names.map(ruleName).join(", ")}`,
      "",
    ]),
  ].join("\n");
}
