import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, relationName, walk } from "../../sql/walk.ts";
import type { ApplyContext } from "./apply.ts";
import { columnOf, primaryKeyOf, setNotNull } from "./columns.ts";
import { creationSchema, newRelation, type StateRelation, type StateRelationKind } from "./schema_objects.ts";
import type { SchemaState } from "./schema_state.ts";

/** CREATE TABLE, also of a partition or a foreign table. */
export function createTable(state: SchemaState, node: AstNode, context: ApplyContext): void {
  const fields = isAstNode(node.base) ? node.base : node;
  const kind = isAstNode(node.base)
    ? "foreign table"
    : isAstNode(fields.partspec)
      ? "partitioned table"
      : "table";
  const declared = readTable(state, fields, context);
  const existing = existingRelation(state, fields, context);
  if (existing !== undefined && existing.made !== undefined) {
    for (const column of declared.columns.values()) {
      const hidden = { relation: existing, declared: column, ifNotExists: fields.if_not_exists === true };
      state.hiddenColumns.push(hidden);
    }
    return;
  }
  // Statements before it meant a table made elsewhere, which `if not exists` leaves as it is.
  if (existing !== undefined && fields.if_not_exists === true) {
    existing.made = context.origin;
    existing.kind = kind;
    for (const [name, column] of declared.columns) existing.columns.set(name, column);
    existing.columnsKnown = declared.columnsKnown;
    return;
  }
  if (existing !== undefined) state.removeRelation(existing);
  addMade(state, declared, { kind, context });
}

/** CREATE TABLE AS, CREATE MATERIALIZED VIEW and SELECT INTO: the columns are those of a query. */
export function createTableAs(state: SchemaState, node: AstNode, context: ApplyContext): void {
  const into = isAstNode(node.into) ? node.into : isAstNode(node.intoClause) ? node.intoClause : {};
  const target = isAstNode(into.rel) ? { relation: into.rel } : {};
  const existing = existingRelation(state, target, context);
  if (existing?.made !== undefined) return;
  if (existing !== undefined) state.removeRelation(existing);
  const relation = newRelation(madeName(target, context), "table");
  relation.columnsKnown = false;
  const query = isAstNode(node.query) ? node.query : undefined;
  if (query !== undefined && node.objtype === "OBJECT_MATVIEW") {
    relation.query = query;
    relation.reads = relationsRead(state, query, context);
  }
  addMade(state, relation, {
    kind: node.objtype === "OBJECT_MATVIEW" ? "materialized view" : "table",
    context,
  });
}

function addMade(
  state: SchemaState,
  relation: StateRelation,
  { kind, context }: { readonly kind: StateRelationKind; readonly context: ApplyContext },
): void {
  relation.kind = kind;
  relation.made = context.origin;
  for (const role of state.closedByDefault.get(relation.schema) ?? []) relation.api.delete(role);
  for (const { switchesRls } of state.eventTriggers.values()) {
    if (switchesRls !== undefined && (kind === "table" || kind === "partitioned table")) {
      relation.rlsDoubt = switchesRls;
    }
  }
  state.addRelation(relation);
}

/** The name under which a CREATE makes its relation. */
export function madeName(
  fields: AstNode,
  context: ApplyContext,
): { readonly schema: string; readonly name: string } {
  const rangeVar = isAstNode(fields.relation) ? fields.relation : {};
  const { schema, name } = relationName(rangeVar);
  // A temporary table lies in a schema of the session, whatever the path is.
  if (rangeVar.relpersistence === "t" || schema === "pg_temp") return { schema: "pg_temp", name };
  return { schema: schema ?? creationSchema(context.path), name };
}

function existingRelation(
  state: SchemaState,
  fields: AstNode,
  context: ApplyContext,
): StateRelation | undefined {
  return state.findRelation(madeName(fields, context), context.path);
}

function readTable(state: SchemaState, fields: AstNode, context: ApplyContext): StateRelation {
  const relation = newRelation(madeName(fields, context), "table");
  const elements = nodeList(fields.tableElts);
  const primary = primaryKeyOf(elements);
  const parents = nodeList(fields.inhRelations).map((item) =>
    state.relationNamed(relationName(item), context.path),
  );
  for (const parent of parents) copyColumns(parent, relation);
  if (isAstNode(fields.partbound) && parents[0] !== undefined) relation.parent = parents[0];
  if (isAstNode(fields.ofTypename)) relation.columnsKnown = false;
  for (const element of elements) {
    if (isNode(element, "TableLikeClause")) {
      const like = element.TableLikeClause.relation;
      if (isAstNode(like)) copyColumns(state.relationNamed(relationName(like), context.path), relation);
    }
    const column = isNode(element, "ColumnDef")
      ? columnOf(element.ColumnDef, { origin: context.origin, primary })
      : undefined;
    if (column !== undefined) relation.columns.set(column.name, column);
  }
  setNotNull(relation, primary, true);
  return relation;
}

function copyColumns(from: StateRelation, to: StateRelation): void {
  for (const [name, column] of from.columns) to.columns.set(name, column);
  to.columnsKnown &&= from.columnsKnown;
}

/** The relations that a wrapped query names, apart from its own WITH queries. */
export function relationsRead(
  state: SchemaState,
  query: AstNode,
  context: ApplyContext,
): readonly StateRelation[] {
  const own = new Set<string>();
  const named: ReturnType<typeof relationName>[] = [];
  walk(query, (kind, fields) => {
    if (kind === "CommonTableExpr") own.add(String(fields.ctename));
    if (kind === "RangeVar") named.push(relationName(fields));
  });
  const found = named
    .filter(({ schema, name }) => schema !== undefined || !own.has(name))
    .map((name) => state.relationNamed(name, context.path));
  return [...new Set(found)];
}
