import type { RowPrivilege } from "../catalog/access.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { openness, opensTo, type PolicyClauses, type PolicySubject } from "./policy_expression.ts";
import type { Caller } from "./policy_truth.ts";

/**
 * Commands that the policy lets the caller run on every row. Writes through a clause that is true for everyone are left
 * out: they are the finding of another rule; a policy for ALL that is true for everyone is left out as a whole with them.
 */
export function openCommands(
  input: RuleInput,
  question: { readonly subject: PolicySubject; readonly clauses: PolicyClauses; readonly caller: Caller },
): readonly RowPrivilege[] {
  const { policy, relation } = question.subject;
  const using = openness(input, relation, question.clauses.using);
  // Postgres applies USING to the new row where WITH CHECK is missing.
  const check =
    question.clauses.check === undefined ? using : openness(input, relation, question.clauses.check);
  const opens = { using: opensTo(using, question.caller), check: opensTo(check, question.caller) };
  const everyone = { using: using === "everyone", check: check === "everyone" };
  const open: RowPrivilege[] = [];
  const covers = (command: RowPrivilege): boolean => policy.command === command || policy.command === "all";
  if (covers("select") && opens.using && (policy.command === "select" || !everyone.using))
    open.push("select");
  if (covers("insert") && opens.check && !everyone.check) open.push("insert");
  if (covers("update") && opens.using && opens.check && !(everyone.using || everyone.check))
    open.push("update");
  if (covers("delete") && opens.using && !everyone.using) open.push("delete");
  return open;
}
