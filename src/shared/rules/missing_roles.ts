import { API_ROLES } from "../catalog/scope.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { NotEvaluated } from "../findings/verdict.ts";

/**
 * Which roles of the Data API do not exist, for a rule that asks what they may do: it is judged for the other one, and
 * says for whom it was not. A rule about one role requires it instead.
 */
export function* missingApiRoles(
  input: RuleInput,
  roles: readonly string[] = API_ROLES,
): Generator<NotEvaluated> {
  for (const role of roles) {
    if (!input.access.roleExists(role)) yield { not_evaluated: `role ${role} does not exist` };
  }
}
