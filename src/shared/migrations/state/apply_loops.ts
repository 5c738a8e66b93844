import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, nameParts, qualifiedName, relationName } from "../../sql/walk.ts";
import type { ApplyContext } from "./apply.ts";
import { comesFromCatalog, constantTexts, hasHole } from "./dynamic_text.ts";
import type { Executed, Template } from "./executed.ts";
import type { StateRelation } from "./schema_objects.ts";
import type { SchemaState } from "./schema_state.ts";

/**
 * Takes in a statement whose names are known at run time only. Where the block lists the tables itself, it is applied
 * to those; where it asks the catalogs, what it changes is in doubt from then on.
 * @returns false for a statement that names no such thing; it is applied like any other then.
 */
export function applyTemplate(state: SchemaState, executed: Executed, context: ApplyContext): boolean {
  const { kind, template } = executed;
  const fields = executed.node[kind];
  if (template === undefined || !isAstNode(fields)) return false;
  if (kind === "AlterTableStmt" && isAstNode(fields.relation)) {
    const { schema, name } = relationName(fields.relation);
    if (!hasHole(schema, name)) return false;
    const enable = switchOf(fields);
    if (enable !== undefined) changeRls(state, { enable, schema, template }, context);
    return true;
  }
  if (kind === "CreatePolicyStmt" || kind === "AlterPolicyStmt") {
    const { schema, name } = relationName(isAstNode(fields.table) ? fields.table : {});
    if (!hasHole(schema, name, String(fields.policy_name))) return false;
    state.policyLoops.push({ origin: context.origin, fields });
    return true;
  }
  if (kind === "DropStmt") return dropInLoop(state, { fields, template }, context);
  return false;
}

function switchOf(fields: AstNode): boolean | undefined {
  for (const item of nodeList(fields.cmds)) {
    const subtype = isNode(item, "AlterTableCmd") ? item.AlterTableCmd.subtype : undefined;
    if (subtype === "AT_EnableRowSecurity") return true;
    if (subtype === "AT_DisableRowSecurity") return false;
  }
  return undefined;
}

interface RlsLoop {
  readonly enable: boolean;
  readonly schema: string | undefined;
  readonly template: Template;
}

function changeRls(state: SchemaState, { enable, schema, template }: RlsLoop, context: ApplyContext): void {
  const inSchema = (relation: StateRelation): boolean =>
    schema === undefined || hasHole(schema) || relation.schema === schema;
  if (!comesFromCatalog(template.expression, template.body)) {
    const listed = namedRelations(state, template, context).filter(inSchema);
    for (const relation of listed) {
      relation.rls = enable;
      delete relation.rlsDoubt;
    }
    if (listed.length > 0) return;
  }
  for (const relation of state.relations.values()) {
    // What is on already stays on, whichever tables a loop switches on.
    if (!inSchema(relation) || relation.made === undefined || relation.rls === enable) continue;
    relation.rlsDoubt = context.origin;
  }
}

/** The relations whose names stand in the body as texts. */
function namedRelations(
  state: SchemaState,
  template: Template,
  context: ApplyContext,
): readonly StateRelation[] {
  const found = [...constantTexts(template.body)].flatMap((text) => {
    const parts = text.split(".");
    if (parts.length > 2) return [];
    return state.findRelation(qualifiedName(parts), context.path) ?? [];
  });
  return [...new Set(found)];
}

function dropInLoop(
  state: SchemaState,
  { fields, template }: { readonly fields: AstNode; readonly template: Template },
  context: ApplyContext,
): boolean {
  const names = nodeList(fields.objects).flatMap((item) =>
    isNode(item, "List") ? nameParts(item.List.items) : nameParts([item]),
  );
  if (!hasHole(...names)) return false;
  if (fields.removeType !== "OBJECT_POLICY") return true;
  const listed = new Set(namedRelations(state, template, context));
  for (const policy of state.policies()) {
    if (listed.size === 0 || listed.has(policy.relation)) policy.dropDoubt = context.origin;
  }
  return true;
}
