import { globalRef, type ObjectRef, qualified, schemaObjectRef } from "../../catalog/identity.ts";
import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { quoteIdent } from "../../sql/ident.ts";
import { isNode, nameParts, qualifiedName, relationName, typeName } from "../../sql/walk.ts";
import { typeText } from "../type_names.ts";
import type { ApplyContext } from "./apply.ts";
import type { Executed } from "./executed.ts";
import { creationSchema, type Origin, type StateRelation } from "./schema_objects.ts";
import type { SchemaState } from "./schema_state.ts";
import { isWidening } from "./type_changes.ts";
import type { Write } from "./writes.ts";

/** What a statement does that going back does not bring back. */
export interface Loss {
  readonly object: ObjectRef;
  readonly kind:
    | "drops a table"
    | "drops a column"
    | "drops a schema"
    | "drops what depends on it"
    | "adds an enum value"
    | "changes a type"
    | "deletes rows"
    | "runs outside of a transaction";
  readonly origin: Origin;
  readonly detail?: string;
}

/** Losses by one statement, before the state takes it in. */
export function* lossesOf(
  state: SchemaState,
  executed: Executed,
  { context, writes }: { readonly context: ApplyContext; readonly writes: readonly Write[] },
): Generator<Loss> {
  const { node } = executed;
  const { origin } = context;
  if (isNode(node, "DropStmt")) yield* dropLosses(state, node.DropStmt, context);
  if (isNode(node, "AlterTableStmt")) yield* alterLosses(state, node.AlterTableStmt, context);
  if (isNode(node, "AlterEnumStmt") && node.AlterEnumStmt.oldVal === undefined) {
    const { schema, name } = qualifiedName(nameParts(node.AlterEnumStmt.typeName));
    const type = { schema: schema ?? creationSchema(context.path), name };
    const detail = String(node.AlterEnumStmt.newVal ?? "");
    yield { object: schemaObjectRef("type", type), kind: "adds an enum value", origin, detail };
  }
  if (isNode(node, "IndexStmt") && node.IndexStmt.concurrent === true && isAstNode(node.IndexStmt.relation)) {
    const relation = state.relationNamed(relationName(node.IndexStmt.relation), context.path);
    yield {
      object: schemaObjectRef("relation", relation),
      kind: "runs outside of a transaction",
      origin,
      detail: "create index concurrently",
    };
  }
  for (const { verb, relation, ownTable } of writes) {
    if (ownTable || (verb !== "delete" && verb !== "truncate")) continue;
    yield { object: schemaObjectRef("relation", relation), kind: "deletes rows", origin, detail: verb };
  }
}

function* dropLosses(state: SchemaState, node: AstNode, context: ApplyContext): Generator<Loss> {
  const { origin } = context;
  const cascade = node.behavior === "DROP_CASCADE";
  for (const object of nodeList(node.objects)) {
    const parts = isNode(object, "List")
      ? nameParts(object.List.items)
      : isNode(object, "TypeName")
        ? nameParts(object.TypeName.names)
        : nameParts([object]);
    const { schema, name } = qualifiedName(parts);
    if (node.removeType === "OBJECT_TABLE") {
      const relation = state.relationNamed(
        { ...(schema === undefined ? {} : { schema }), name },
        context.path,
      );
      if (isOwnOrTemporary(relation, origin)) continue;
      yield { object: schemaObjectRef("relation", relation), kind: "drops a table", origin };
    } else if (node.removeType === "OBJECT_SCHEMA" && cascade) {
      yield { object: globalRef("schema", name), kind: "drops a schema", origin };
    } else if (node.removeType === "OBJECT_EXTENSION" && cascade) {
      yield { object: globalRef("extension", name), kind: "drops what depends on it", origin };
    } else if ((node.removeType === "OBJECT_TYPE" || node.removeType === "OBJECT_DOMAIN") && cascade) {
      const type = { schema: schema ?? creationSchema(context.path), name };
      yield { object: schemaObjectRef("type", type), kind: "drops what depends on it", origin };
    } else if (node.removeType === "OBJECT_INDEX" && node.concurrent === true) {
      const index = { schema: schema ?? creationSchema(context.path), name };
      yield {
        object: schemaObjectRef("index", index),
        kind: "runs outside of a transaction",
        origin,
        detail: "drop index concurrently",
      };
    }
  }
}

function* alterLosses(state: SchemaState, node: AstNode, context: ApplyContext): Generator<Loss> {
  if (!isAstNode(node.relation) || node.objtype !== "OBJECT_TABLE") return;
  const relation = state.relationNamed(relationName(node.relation), context.path);
  if (isOwnOrTemporary(relation, context.origin)) return;
  for (const item of nodeList(node.cmds)) {
    if (!isNode(item, "AlterTableCmd")) continue;
    const { subtype, name, def } = item.AlterTableCmd;
    const column = String(name);
    const known = relation.columns.get(column);
    // A column that the same file has added holds nothing yet.
    if (known?.origin.statement.file === context.origin.statement.file) continue;
    const object = columnRefOf(relation, column);
    if (subtype === "AT_DropColumn") yield { object, kind: "drops a column", origin: context.origin };
    if (subtype !== "AT_AlterColumnType" || !isNode(def, "ColumnDef") || !isAstNode(def.ColumnDef.typeName))
      continue;
    if (isWidening(known && typeName(known.typeNode), typeName(def.ColumnDef.typeName))) continue;
    const to = typeText(def.ColumnDef.typeName);
    yield {
      object,
      kind: "changes a type",
      origin: context.origin,
      detail: known === undefined ? `to ${to}` : `from ${typeText(known.typeNode)} to ${to}`,
    };
  }
}

function isOwnOrTemporary(relation: StateRelation, origin: Origin): boolean {
  return relation.schema.startsWith("pg_temp") || relation.made?.statement.file === origin.statement.file;
}

function columnRefOf(relation: StateRelation, name: string): ObjectRef {
  return {
    kind: "column",
    schema: relation.schema,
    name,
    table: relation.name,
    identity: `${qualified(relation)}.${quoteIdent(name)}`,
  };
}
