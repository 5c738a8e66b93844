import { isUserObject } from "../catalog/scope.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { bodyFactsOf } from "../facts/routine_bodies.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import type { BrokenReference, Resolution } from "./body_resolution.ts";

/** A text that makes something to hold or show rows. */
const MAKES_RELATIONS =
  /\bcreate\s+(?:(?:or|replace|global|local|temp|temporary|unlogged|foreign|materialized|recursive)\s+)*(?:table|view|sequence|schema|type|domain)\b|\binto\s+(?:temp|temporary|unlogged)\b/i;

/** The body looks at the catalog before it uses a name. */
const ASKS_FIRST =
  /\b(?:to_reg(?:class|type|proc|procedure)|information_schema|pg_class|pg_tables|pg_views|pg_attribute|pg_proc|pg_type|pg_namespace|pg_extension)\b/i;

/** The body does one thing on one version of the server and another on others. */
const ASKS_VERSION = /\b(?:server_version(?:_num)?|pg_version(?:_num)?|version)\b/i;

/** The condition that a handler catches, and its SQLSTATE, by what is missing. */
const HANDLERS: Readonly<Record<BrokenReference["kind"], RegExp>> = {
  relation: /\b(?:undefined_table|invalid_schema_name)\b|'(?:42P01|3F000)'/i,
  function: /\b(?:undefined_function|invalid_schema_name)\b|'(?:42883|3F000)'/i,
  column: /\bundefined_column\b|'42703'/i,
  type: /\bundefined_object\b|'42704'/i,
};

/**
 * Why a name that is not there may do no harm: `expected` where the body, or another one, makes it or is prepared for
 * its absence, the reason where that may be so; nothing where the name is broken for sure.
 */
export function doubtOf(
  resolution: Resolution,
  { kind, bare, doubt }: Pick<BrokenReference, "kind" | "bare" | "doubt">,
): "expected" | { readonly reason: string } | undefined {
  const text = resolution.routine.body ?? "";
  if (resolution.changed.has(bare) || HANDLERS[kind].test(text)) return "expected";
  const asks = ASKS_FIRST.test(text);
  if (asks && isInString(text, bare)) return "expected";
  if (kind === "relation" && madeBySome(resolution.input).has(bare)) return "expected";
  if (doubt !== undefined) return { reason: doubt };
  if (ASKS_VERSION.test(text)) return { reason: "its body asks which version the server has" };
  if (asks) return { reason: "its body looks into the catalog, perhaps for this" };
  const isUnread = resolution.facts.dynamic.some(({ constantText }) => constantText === undefined);
  return isUnread && MAKES_RELATIONS.test(text) ? { reason: "its dynamic SQL may make it" } : undefined;
}

/** Whether one of the text's string constants has the name in it. */
function isInString(text: string, name: string): boolean {
  return (text.match(/'(?:[^']|'')*'/g) ?? []).some((constant) => constant.includes(name));
}

const made = new WeakMap<CatalogSnapshot, ReadonlySet<string>>();

/** Names of relations that bodies of the database make: temporary tables that several routines share. */
function madeBySome(input: RuleInput): ReadonlySet<string> {
  const known = made.get(input.snapshot);
  if (known !== undefined) return known;
  const names = new Set<string>();
  for (const routine of input.snapshot.routines) {
    if (!isUserObject(routine) || !MAKES_RELATIONS.test(routine.body ?? "")) continue;
    const facts = bodyFactsOf(input, routine);
    if (facts === undefined || facts instanceof BodyUnparsable) continue;
    for (const name of facts.makes) names.add(name);
  }
  made.set(input.snapshot, names);
  return names;
}
