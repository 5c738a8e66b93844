import type { Policy } from "../catalog/policies.ts";
import type { Relation } from "../catalog/relations.ts";
import type { Finding } from "../findings/finding.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { CauseCandidate, CauseContext } from "./context.ts";

/** How much of an expression a cause quotes. */
const MAX_EXPRESSION = 300;

/** Policies that differ from table to table in the table's own name only, as a loop makes them. */
interface Pattern {
  /** Equal for policies made alike. */
  readonly key: string;
  readonly name: string;
  readonly using: string | null;
  readonly check: string | null;
  readonly policy: Policy;
}

/** Findings about policies that were made alike on several tables, by one loop or one template. */
export function* madeAlike(findings: readonly Finding[], context: CauseContext): Generator<CauseCandidate> {
  const patterns = new Map<Policy, Pattern>();
  const patternOf = (policy: Policy, relation: Relation): Pattern => {
    const known = patterns.get(policy) ?? readPattern(policy, relation);
    patterns.set(policy, known);
    return known;
  };
  const causes = new Map<string, string>();
  for (const finding of findings) {
    const names = policyNames(finding);
    const relation = names.size === 0 ? undefined : context.relationOf(finding);
    if (relation === undefined) continue;
    const found = context
      .policiesOf(relation)
      .filter((policy) => names.has(policy.name))
      .map((policy) => patternOf(policy, relation));
    if (found.length === 0) continue;
    const key = found.map((pattern) => pattern.key).join("\0");
    const cause = causes.get(key) ?? causeText(found);
    causes.set(key, cause);
    yield { finding, key, member: relation.oid, cause };
  }
}

/** The policy that the finding is about, or those that its evidence lists. */
function policyNames({ object, evidence }: Finding): ReadonlySet<string> {
  if (object.kind === "policy") return new Set([object.name]);
  const { policies } = evidence;
  if (object.kind !== "relation" || !Array.isArray(policies)) return new Set();
  return new Set(
    policies.flatMap((policy: unknown) => {
      const name = typeof policy === "object" && policy !== null && "name" in policy ? policy.name : policy;
      return typeof name === "string" ? [name] : [];
    }),
  );
}

function causeText(patterns: readonly Pattern[]): string {
  const [first] = patterns;
  const what =
    patterns.length === 1 && first !== undefined
      ? `policy ${definition(first)}`
      : `policies ${patterns.map((pattern) => pattern.name).join(", ")}`;
  return `${what}, made alike on several tables`;
}

function readPattern(policy: Policy, relation: Relation): Pattern {
  const own = quoteIdent(relation.name);
  const expression = (text: string | null): string | null => {
    if (text === null) return null;
    let plain = replaceWhole(text, own);
    if (own !== relation.name) plain = replaceWhole(plain, relation.name);
    // A loop over schemas of one shape qualifies by each of them.
    return relation.schema === "public"
      ? plain
      : plain.replaceAll(`${quoteIdent(relation.schema)}.`, "{schema}.");
  };
  const using = expression(policy.using);
  const check = expression(policy.with_check);
  const name = `"${replaceIgnoringCase(policy.name, relation.name)}"`;
  const key = [name, policy.permissive, policy.command, policy.roles.join("\n"), using, check].join("\0");
  return { key, name, using, check, policy };
}

function definition({ name, using, check, policy }: Pattern): string {
  return [
    name,
    ...(policy.permissive ? [] : ["as restrictive"]),
    `for ${policy.command} to ${policy.roles.join(", ")}`,
    ...(using === null ? [] : [`using (${shortened(using)})`]),
    ...(check === null ? [] : [`with check (${shortened(check)})`]),
  ].join(" ");
}

const TABLE = "{table}";
const WORD = /[\p{L}\p{N}_$]/u;
const LETTER = /[\p{L}\p{N}]/u;

/** Puts a mark in place of the name where it stands as a whole identifier or constant. */
function replaceWhole(text: string, name: string): string {
  return replaceBetween(text, name, { within: text, outside: WORD });
}

/** In a policy's name the table's is a word too, whatever its case: `Notes_select`, `read own notes`. */
function replaceIgnoringCase(text: string, name: string): string {
  const folded = text.toLowerCase();
  // Folding may change lengths outside of ASCII; then the text is taken as it is.
  return folded.length === text.length
    ? replaceBetween(text, name.toLowerCase(), { within: folded, outside: LETTER })
    : replaceBetween(text, name, { within: text, outside: LETTER });
}

/** Replaces the name where `within`, a text of the same length, has it and no such character is beside it. */
function replaceBetween(
  text: string,
  name: string,
  { within, outside }: { readonly within: string; readonly outside: RegExp },
): string {
  if (name === "") return text;
  let replaced = "";
  let position = 0;
  for (let at = within.indexOf(name); at !== -1; at = within.indexOf(name, at + 1)) {
    if (at < position) continue;
    const end = at + name.length;
    if (outside.test(within[at - 1] ?? "") || outside.test(within[end] ?? "")) continue;
    replaced += text.slice(position, at) + TABLE;
    position = end;
  }
  return replaced + text.slice(position);
}

function shortened(expression: string): string {
  return expression.length > MAX_EXPRESSION ? `${expression.slice(0, MAX_EXPRESSION)}…` : expression;
}
