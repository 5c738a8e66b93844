import { drawn, type FolderImports, heights } from "./architecture.ts";

/** What each folder is for; in `src/shared` where nothing else is said. */
export const FOLDERS: Readonly<Record<string, string>> = {
  alerts: "sends what is in the outbox: webhooks, Slack, Realtime, log lines",
  audit:
    "one run from the snapshot to the report: all at once, in slices, or what an unchanged night leaves to do",
  catalog:
    "reads `pg_catalog` in one transaction: a family of facts a file; who may do what; whether anything changed",
  causes: "groups findings by what made them: one default privilege, one loop of policies",
  cli: "the command line (`src/cli`): a command a file, folders read, terminals asked",
  components:
    "what people see of findings (`src/components`): pure components and their style, for the dashboard and for pages",
  config: "`supawarden.config.json`: its shape and how it is checked",
  consolidate: "many migrations to one baseline: plan, fate of every statement, proof, adoption",
  dashboard: "the page for people (`src/dashboard`), built to static files",
  database: "one interface over a server and the embedded Postgres; transactions, limits, errors",
  dependencies: "which relation needs which",
  drift: "objects of a schema with their attributes, fingerprinted on the server, and compared",
  env: "what differs between the runtimes: environment variables, hashes, work behind an answer",
  errors: "the errors a user sees: kind, message, hint",
  facts: "what a rule may look at: snapshot, access, bodies of routines",
  findings: "findings, verdicts, fingerprints, suppressions, reports, and what changed between two runs",
  functions: "the edge functions `audit` and `verify` (`supabase/functions`): apps on Hono",
  html_report: "`--format html` (`src/html_report`): the components as one file that needs no script",
  http: "routes, credentials, problems; shared by the functions and `serve`",
  ledger: "folder and `supabase_migrations.schema_migrations` compared by content",
  manifest: "the expected state: written, read, and compared with a live database",
  migrations: "folders of migrations: discovery, parsing, timeline, conflicts, replay on the shadow",
  nearest: "the nearest known word, for did-you-mean",
  once: "a value that is computed when it is first asked for",
  proof: "tries the SQL of findings on a copy of the schema",
  report: "renders reports: text, markdown, SARIF and the other formats",
  rules: "one rule a file: metadata as data, judgement as a pure function",
  runner: "runs migrations on the ledger: locks, retries, down scripts, verification",
  sha256: "one hash on every runtime",
  sql: "the Postgres parser and what is read out of statements and bodies with it",
  store: "schema `supawarden`: runs, findings with their history, suppressions, alerts",
  vector: "one graph of vector columns, indexes, casts and arguments with their dimensions",
  verify: "the nine checks",
  version: "the version of this release",
};

/** `docs/architecture.md`: a drawing of the folders by what they need, and a table of what each is for. */
export function renderArchitecturePage(imports: FolderImports): string {
  const height = heights(imports);
  const names = [...imports.keys()].sort(
    (left, right) => (height.get(right) ?? 0) - (height.get(left) ?? 0) || (left < right ? -1 : 1),
  );
  const arrows = [...drawn(imports)]
    .flatMap(([folder, needed]) => [...needed].map((target) => `  ${folder} --> ${target}`))
    .sort();
  const rows = names.map((name) => {
    const needs = [...(imports.get(name) ?? [])].sort().map((target) => `\`${target}\``);
    return `| \`${name}\` | ${FOLDERS[name] ?? ""} | ${needs.join(" ")} |`;
  });
  return `# Architecture

The core is \`src/shared\`: it runs on Deno 2.1 in the edge functions and on Node 20 in the command line, so nothing in it
imports from either. Folders depend one way. The drawing and the table are generated from the imports, and
\`test/docs/architecture.test.ts\` fails where two folders come to need each other, directly or in a ring.

An arrow is "needs"; one that follows from others is left out.

\`\`\`mermaid
flowchart TD
${arrows.join("\n")}
\`\`\`

How an audit goes: \`catalog\` reads one snapshot in one read-only transaction; \`rules\` judge it as pure functions, with what
\`facts\`, \`vector\` and \`drift\` make of it; \`audit\` completes verdicts to findings, applies suppressions and groups them by
cause; \`store\` records the run and what is new; \`alerts\` and \`report\` show it. \`cli\`, \`functions\` and \`serve\` are three doors to
the same core.

From the top down:

| folder | what for | needs |
| --- | --- | --- |
${rows.join("\n")}
`;
}
