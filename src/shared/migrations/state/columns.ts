import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, nameParts } from "../../sql/walk.ts";
import type { Origin, StateColumn, StateRelation } from "./schema_objects.ts";

/** A column as a ColumnDef declares it; `primary` names those of a primary key beside it. */
export function columnOf(
  definition: AstNode,
  { origin, primary }: { readonly origin: Origin; readonly primary: ReadonlySet<string> },
): StateColumn | undefined {
  if (!isAstNode(definition.typeName)) return undefined;
  const name = String(definition.colname);
  const isConstrained = nodeList(definition.constraints).some(
    (item) =>
      isNode(item, "Constraint") &&
      ["CONSTR_NOTNULL", "CONSTR_PRIMARY", "CONSTR_IDENTITY"].includes(String(item.Constraint.contype)),
  );
  const notNull =
    isConstrained || definition.is_not_null === true || primary.has(name) || isSerial(definition.typeName);
  return { name, typeNode: definition.typeName, notNull, origin };
}

function isSerial(type: AstNode): boolean {
  return /serial\d?$/.test(nameParts(type.names).at(-1) ?? "");
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
