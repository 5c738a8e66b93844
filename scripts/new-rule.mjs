// Starts a rule: `npm run new-rule -- <rule_id> [category]` writes src/shared/rules/<rule_id>.ts and its fixtures, and adds
// it to the list. What is written compiles and its fixture fails: the rest is yours (CONTRIBUTING.md).
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

const root = process.env.SUPAWARDEN_ROOT ?? join(import.meta.dirname, "..");
const [id = "", category = "structure"] = process.argv.slice(2);
const CATEGORIES = "routine rls exposure vector ledger structure performance integrity operation".split(" ");

function stop(message) {
  console.error(`new-rule: ${message}`);
  process.exit(2);
}

if (!/^[a-z][a-z0-9]*(?:_[a-z0-9]+)*$/.test(id)) {
  stop(`"${id}" is no rule id: words in lower case with underscores, such as table_without_owner`);
}
if (!CATEGORIES.includes(category)) stop(`no category "${category}": ${CATEGORIES.join(", ")}`);
const rule = join(root, "src", "shared", "rules", `${id}.ts`);
const fixtures = join(root, "test", "rules", id);
for (const path of [rule, fixtures]) if (existsSync(path)) stop(`${path} is there already`);

const name = id.replace(/_(.)/g, (_match, letter) => letter.toUpperCase());
writeFileSync(
  rule,
  `import { qualified, schemaObjectRef } from "../catalog/identity.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { Rule } from "./rule.ts";

/** TODO: what it finds, in a few words. */
export const ${name}: Rule = {
  id: "${id}",
  title: "TODO: the problem, sentence case, no full stop",
  summary: "TODO: one or two sentences: what the rule looks for.",
  severity: "warn",
  category: "${category}",
  rationale: "TODO: why it hurts: what an attacker or a failing night makes of it.",
  sources: [],
  requires: [{ family: "relations" }],
  *check(input) {
    for (const relation of input.snapshot.relations) {
      if (!isUserObject(relation) || relation.name !== "todo") continue;
      yield {
        object: schemaObjectRef("relation", relation),
        message: \`\${qualified(relation)} TODO.\`,
        evidence: { relation_kind: relation.kind },
        remediation: {
          safety: "review",
          note: "TODO: what to do, with sql and undo_sql where a statement does it.",
        },
      };
    }
  },
};
`,
);
mkdirSync(fixtures, { recursive: true });
writeFileSync(
  join(fixtures, "bad.sql"),
  `-- TODO: every object kind it can concern, and hostile names. Each finding is declared above the statement that causes it:
-- expect: public.replace_me
create table public.todo (id bigint primary key);
`,
);
writeFileSync(
  join(fixtures, "good.sql"),
  "-- TODO: near misses: what looks like it and is right.\ncreate table public.notes (id bigint primary key);\n",
);

const list = join(root, "src", "shared", "rules", "mod.ts");
const text = readFileSync(list, "utf8");
const line = `import { ${name} } from "./${id}.ts";`;
const imports = text.split("\n").filter((each) => each.startsWith("import {"));
const next = imports.find((each) => (each.split('"')[1] ?? "") > `./${id}.ts`);
const placed = next === undefined ? `${line}\n${text}` : text.replace(next, `${line}\n${next}`);
writeFileSync(list, placed.replace(/\n\];/, `\n  ${name},\n];`));
console.log(`src/shared/rules/${id}.ts, test/rules/${id}/{bad,good}.sql; added to src/shared/rules/mod.ts.
Next: RULE=${id} npx vitest run test/rules/fixtures.test.ts (it fails until bad.sql says what is found), then CONTRIBUTING.md.`);
