import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, relationName } from "../../sql/walk.ts";
import type { ApplyContext } from "./apply.ts";
import { columnOf, primaryKeyOf, setNotNull } from "./columns.ts";
import type { StateRelation } from "./schema_objects.ts";
import type { SchemaState } from "./schema_state.ts";
import { invokerOption } from "./view_options.ts";

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
        typeNode: type,
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
