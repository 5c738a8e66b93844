import type { Rule } from "./rule.ts";

/** Every rule, by category and name. */
export const RULES: readonly Rule[] = [];

/** The rule with this id. */
export function findRule(id: string): Rule | undefined {
  return RULES.find((rule) => rule.id === id);
}
