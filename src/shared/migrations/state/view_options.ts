import type { AstNode } from "../../sql/ast.ts";
import { isNode, nameParts } from "../../sql/walk.ts";

/** The value of `security_invoker` among a view's options; nothing where they do not name it. */
export function invokerOption(options: readonly AstNode[]): boolean | undefined {
  const option = options.findLast(
    (item) => isNode(item, "DefElem") && item.DefElem.defname === "security_invoker",
  );
  if (!isNode(option, "DefElem")) return undefined;
  const { arg } = option.DefElem;
  if (arg === undefined) return true;
  if (isNode(arg, "Integer")) return arg.Integer.ival === 1;
  const text =
    nameParts([arg])[0] ?? nameParts(isNode(arg, "TypeName") ? arg.TypeName.names : undefined).at(-1);
  // Postgres takes any beginning of `true` and `yes`, `on` and `1`.
  return /^(?:t(?:r(?:ue?)?)?|y(?:es?)?|on|1)$/i.test(text ?? "");
}
