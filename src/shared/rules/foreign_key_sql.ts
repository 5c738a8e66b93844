import type { Column } from "../catalog/columns.ts";
import type { Constraint } from "../catalog/constraints.ts";
import { foreignKeyActions } from "../catalog/foreign_key_actions.ts";
import { qualified } from "../catalog/identity.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { quoteIdent } from "../sql/ident.ts";

/** The foreign key as `add constraint` takes it; `undefined` where a part of it is not in the snapshot. */
export function foreignKeyClause(input: RuleInput, constraint: Constraint): string | undefined {
  const referenced =
    constraint.referenced_relation === null
      ? undefined
      : input.lookup.relations.get(constraint.referenced_relation);
  if (referenced === undefined) return undefined;
  const own = columnNames(input, constraint.relation, constraint.columns);
  const theirs = columnNames(input, referenced.oid, constraint.referenced_columns);
  const actions = foreignKeyActions(constraint);
  const cleared = columnNames(input, constraint.relation, actions.deleteColumns);
  if (own === undefined || theirs === undefined || cleared === undefined) return undefined;
  const list = actions.temporal ? periodList : quotedList;
  const onDelete = cleared.length > 0 ? `${actions.onDelete} (${quotedList(cleared)})` : actions.onDelete;
  return [
    `foreign key (${list(own)}) references ${qualified(referenced)} (${list(theirs)})`,
    ...(actions.matchFull ? ["match full"] : []),
    ...(actions.onUpdate === undefined ? [] : [`on update ${actions.onUpdate}`]),
    ...(onDelete === undefined ? [] : [`on delete ${onDelete}`]),
    ...(constraint.deferrable ? ["deferrable"] : []),
    ...(actions.initiallyDeferred ? ["initially deferred"] : []),
    ...(constraint.validated ? [] : [constraint.enforced ? "not valid" : "not enforced"]),
  ].join(" ");
}

/** Names of a relation's columns by number; `undefined` where one is not in the snapshot. */
export function columnNames(
  input: RuleInput,
  relation: number,
  numbers: readonly number[],
): readonly string[] | undefined {
  const columns: readonly Column[] = input.lookup.columns.get(relation) ?? [];
  const names = numbers.map((number) => columns.find((column) => column.number === number)?.name);
  return names.every((name) => name !== undefined) ? names : undefined;
}

/** Names as a list in SQL. */
export function quotedList(names: readonly string[]): string {
  return names.map(quoteIdent).join(", ");
}

/** The last column of a temporal key is the period (Postgres 18). */
function periodList(names: readonly string[]): string {
  return [...names.slice(0, -1).map(quoteIdent), `period ${quoteIdent(names.at(-1) ?? "")}`].join(", ");
}
