import { type AstNode, type AstValue, isAstNode } from "../sql/ast.ts";

/** Fields that say where a node stood, or what makes no difference to what is made. */
const IGNORED =
  /^(?:\w+_)?location$|^stmt_len$|^if_not_exists$|^replace$|^inh$|^(?:rexpr_)?list_(?:start|end)$/;

/**
 * A tree in a form for comparison: equal for texts that differ in blanks, comments, case or the way of quoting. The
 * schema `public`, which may be left out, is left out.
 */
export function canonicalText(value: AstValue): string {
  return JSON.stringify(canonical(value)) ?? "";
}

function canonical(value: AstValue): AstValue {
  if (Array.isArray(value)) return (value as readonly AstValue[]).map(canonical);
  if (!isAstNode(value)) return value;
  const entries = Object.entries(value)
    .filter(([field, inner]) => !IGNORED.test(field) && !(field === "schemaname" && inner === "public"))
    .map(([field, inner]) => [field, canonical(inner)] as const)
    .sort(([left], [right]) => (left < right ? -1 : 1));
  return Object.fromEntries(entries) as AstNode;
}
