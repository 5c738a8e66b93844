import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, nameParts, typeName } from "../../sql/walk.ts";
import { typeText } from "../type_names.ts";
import type { Origin, StateColumn, StateRelation } from "./schema_objects.ts";

/** A column as a ColumnDef declares it; `primary` names those of a primary key beside it. */
export function columnOf(
  definition: AstNode,
  { origin, primary }: { readonly origin: Origin; readonly primary: ReadonlySet<string> },
): StateColumn | undefined {
  if (!isAstNode(definition.typeName)) return undefined;
  const name = String(definition.colname);
  const type = typeName(definition.typeName);
  const isConstrained = nodeList(definition.constraints).some(
    (item) =>
      isNode(item, "Constraint") &&
      ["CONSTR_NOTNULL", "CONSTR_PRIMARY", "CONSTR_IDENTITY"].includes(String(item.Constraint.contype)),
  );
  const notNull =
    isConstrained || definition.is_not_null === true || primary.has(name) || /serial\d?$/.test(type.name);
  return { name, type, typeText: typeText(definition.typeName), notNull, origin };
}

/** Columns of the primary key among a table's elements. */
export function primaryKeyOf(elements: readonly AstNode[]): ReadonlySet<string> {
  return new Set(
    elements.flatMap((item) =>
      isNode(item, "Constraint") && item.Constraint.contype === "CONSTR_PRIMARY"
        ? nameParts(item.Constraint.keys)
        : [],
    ),
  );
}

/** Marks columns as NOT NULL, or takes that back. */
export function setNotNull(relation: StateRelation, names: Iterable<string>, notNull: boolean): void {
  for (const name of names) {
    const column = relation.columns.get(name);
    if (column !== undefined) relation.columns.set(name, { ...column, notNull });
  }
}
