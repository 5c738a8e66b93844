import type { Relation } from "../catalog/relations.ts";

/**
 * Whether the view reads with the rights of whoever queries it. A boolean option is stored as it was written; Postgres
 * takes any beginning of `true` and `yes`, `on` and `1`.
 */
export function isInvokerView(view: Relation): boolean {
  return view.options.some((option) => /^security_invoker=(?:t(?:r(?:ue?)?)?|y(?:es?)?|on|1)$/i.test(option));
}
