import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import type { ApplyContext } from "./apply.ts";
import { madeName, relationsRead } from "./apply_tables.ts";
import { newRelation } from "./schema_objects.ts";
import type { SchemaState } from "./schema_state.ts";
import { invokerOption } from "./view_options.ts";

/** CREATE VIEW; `or replace` sets the options anew as well, so that one left out is lost. */
export function createView(state: SchemaState, node: AstNode, context: ApplyContext): void {
  const name = madeName(isAstNode(node.view) ? { relation: node.view } : {}, context);
  const existing = state.findRelation(name, []);
  if (existing?.made !== undefined && node.replace !== true) return;
  if (existing !== undefined && existing.kind !== "view") state.removeRelation(existing);
  const view = existing?.kind === "view" ? existing : newRelation(name, "view");
  view.made = context.origin;
  view.settings = context.origin;
  view.columnsKnown = false;
  view.invoker = invokerOption(nodeList(node.options)) === true;
  if (isAstNode(node.query)) {
    view.query = node.query;
    view.reads = relationsRead(state, node.query, context);
  }
  if (existing === undefined) {
    for (const role of state.closedByDefault.get(view.schema) ?? []) view.api.delete(role);
    state.addRelation(view);
  }
}

/** CREATE INDEX; one without a name gets the name that Postgres would choose. */
export function createIndex(state: SchemaState, node: AstNode, context: ApplyContext): void {
  if (!isAstNode(node.relation)) return;
  const table = madeName({ relation: node.relation }, context);
  const relation = state.relationNamed(
    typeof node.relation.schemaname === "string" ? table : { name: table.name },
    context.path,
  );
  const name = typeof node.idxname === "string" ? node.idxname : indexName(node, relation.name);
  const key = `${relation.schema}\u0000${name}`;
  if (state.indexes.has(key)) return;
  state.indexes.set(key, { schema: relation.schema, name, relation, node, made: context.origin });
}

/** `table_column_idx`; an expression is called `expr`. */
function indexName(node: AstNode, table: string): string {
  const parts = nodeList(node.indexParams).map((item) => {
    const element = isAstNode(item.IndexElem) ? item.IndexElem : {};
    return typeof element.name === "string" ? element.name : "expr";
  });
  return `${table}_${parts.join("_")}_idx`;
}
