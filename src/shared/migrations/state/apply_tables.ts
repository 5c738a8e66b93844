import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, nameParts, relationName, typeName, walk } from "../../sql/walk.ts";
import { typeText } from "../type_names.ts";
import type { ApplyContext } from "./apply.ts";
import { columnOf, primaryKeyOf, setNotNull } from "./columns.ts";
import {
  creationSchema,
  newRelation,
  type SchemaState,
  type StateRelation,
  type StateRelationKind,
} from "./schema_state.ts";

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
  if (state.rlsEventTrigger !== undefined && (kind === "table" || kind === "partitioned table")) {
    relation.rlsDoubt = state.rlsEventTrigger;
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

/** ALTER TABLE and ALTER VIEW, clause by clause. */
export function alterTable(state: SchemaState, node: AstNode, context: ApplyContext): void {
  if (!isAstNode(node.relation) || !/TABLE|VIEW/.test(String(node.objtype))) return;
  const name = relationName(node.relation);
  if (node.missing_ok === true && state.findRelation(name, context.path) === undefined) {
    // What no file makes may be there all the same; `if exists` tells nothing.
    if (state.relationNamed(name, context.path).kind !== "unknown") return;
  }
  const relation = state.relationNamed(name, context.path);
  for (const item of nodeList(node.cmds)) {
    if (isNode(item, "AlterTableCmd")) alterRelation({ state, relation, context }, item.AlterTableCmd);
  }
}

interface Altered {
  readonly state: SchemaState;
  readonly relation: StateRelation;
  readonly context: ApplyContext;
}

function alterRelation({ state, relation, context }: Altered, command: AstNode): void {
  const name = typeof command.name === "string" ? command.name : "";
  const definition = isAstNode(command.def) ? command.def : {};
  switch (command.subtype) {
    case "AT_EnableRowSecurity":
    case "AT_DisableRowSecurity":
      relation.rls = command.subtype === "AT_EnableRowSecurity";
      delete relation.rlsDoubt;
      return;
    case "AT_AddColumn":
      addColumn({ state, relation, context }, command);
      return;
    case "AT_DropColumn":
      relation.columns.delete(name);
      return;
    case "AT_AlterColumnType": {
      const column = relation.columns.get(name);
      const type = isNode(definition, "ColumnDef") ? definition.ColumnDef.typeName : undefined;
      if (column === undefined || !isAstNode(type)) return;
      relation.columns.set(name, {
        ...column,
        type: typeName(type),
        typeText: typeText(type),
        origin: context.origin,
      });
      return;
    }
    case "AT_SetNotNull":
    case "AT_DropNotNull":
      setNotNull(relation, [name], command.subtype === "AT_SetNotNull");
      return;
    case "AT_AddConstraint":
      setNotNull(relation, primaryKeyOf([definition]), true);
      return;
    case "AT_AttachPartition":
    case "AT_DetachPartition":
      movePartition(
        { state, relation, context },
        { definition, attach: command.subtype === "AT_AttachPartition" },
      );
      return;
    case "AT_SetRelOptions":
    case "AT_ResetRelOptions": {
      const options = isNode(definition, "List") ? nodeList(definition.List.items) : [];
      const invoker = invokerOption(options);
      if (invoker === undefined) return;
      relation.invoker = command.subtype === "AT_SetRelOptions" && invoker;
      relation.settings = context.origin;
      return;
    }
    default:
  }
}

function addColumn({ state, relation, context }: Altered, command: AstNode): void {
  const definition = isNode(command.def, "ColumnDef") ? command.def.ColumnDef : {};
  const column = columnOf(definition, { origin: context.origin, primary: new Set() });
  if (column === undefined) return;
  if (relation.columns.has(column.name)) {
    state.hiddenColumns.push({ relation, declared: column, ifNotExists: command.missing_ok === true });
  } else relation.columns.set(column.name, column);
}

function movePartition(
  { state, relation, context }: Altered,
  { definition, attach }: { readonly definition: AstNode; readonly attach: boolean },
): void {
  const command = isNode(definition, "PartitionCmd") ? definition.PartitionCmd : {};
  if (!isAstNode(command.name)) return;
  const partition = state.relationNamed(relationName(command.name), context.path);
  if (attach) partition.parent = relation;
  else delete partition.parent;
}

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
