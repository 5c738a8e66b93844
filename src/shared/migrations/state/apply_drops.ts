import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, nameParts, qualifiedName } from "../../sql/walk.ts";
import type { ApplyContext } from "./apply.ts";
import { dropTrigger, routineWithArgs } from "./apply_routines.ts";
import { keyOf, type StateRelation } from "./schema_objects.ts";
import type { SchemaState } from "./schema_state.ts";

const RELATIONS: ReadonlySet<string> = new Set([
  "OBJECT_TABLE",
  "OBJECT_VIEW",
  "OBJECT_MATVIEW",
  "OBJECT_FOREIGN_TABLE",
]);
const ROUTINES: ReadonlySet<string> = new Set(["OBJECT_FUNCTION", "OBJECT_PROCEDURE", "OBJECT_ROUTINE"]);

/** DROP of whatever the state keeps. */
export function dropObjects(state: SchemaState, node: AstNode, context: ApplyContext): void {
  const kind = String(node.removeType);
  const cascade = node.behavior === "DROP_CASCADE";
  for (const object of nodeList(node.objects)) {
    const parts = namesOf(object);
    if (RELATIONS.has(kind)) {
      const relation = state.findRelation(qualifiedName(parts), context.path);
      if (relation !== undefined) dropRelation(state, relation, cascade);
    } else if (ROUTINES.has(kind)) {
      const routine = routineWithArgs(state, object, context);
      if (routine === undefined) continue;
      routine.droppedBy = context.origin;
      state.removeRoutine(routine);
      for (const { name, relation } of routine.triggers)
        dropTrigger(relation?.triggers ?? state.eventTriggers, name);
    } else if (kind === "OBJECT_POLICY" || kind === "OBJECT_TRIGGER") {
      dropPart(state, { kind, parts }, context);
    } else if (kind === "OBJECT_INDEX") {
      dropIndex(state, parts, context);
    } else if (kind === "OBJECT_SCHEMA") {
      dropSchema(state, parts.at(-1) ?? "", context);
    } else if (kind === "OBJECT_EVENT_TRIGGER") {
      dropTrigger(state.eventTriggers, parts.at(-1) ?? "");
    }
  }
}

function namesOf(object: AstNode): readonly string[] {
  if (isNode(object, "List")) return nameParts(object.List.items);
  if (isNode(object, "TypeName")) return nameParts(object.TypeName.names);
  return nameParts([object]);
}

function dropRelation(state: SchemaState, relation: StateRelation, cascade: boolean): void {
  state.removeRelation(relation);
  if (!cascade) return;
  for (const other of [...state.relations.values()]) {
    if (other.query !== undefined && other.reads.includes(relation)) dropRelation(state, other, true);
  }
}

function dropPart(
  state: SchemaState,
  { kind, parts }: { readonly kind: string; readonly parts: readonly string[] },
  context: ApplyContext,
): void {
  const relation = state.findRelation(qualifiedName(parts.slice(0, -1)), context.path);
  const name = parts.at(-1) ?? "";
  if (relation === undefined) return;
  if (kind === "OBJECT_POLICY") {
    relation.policies.delete(name);
    return;
  }
  dropTrigger(relation.triggers, name);
}

function dropIndex(state: SchemaState, parts: readonly string[], context: ApplyContext): void {
  const { schema, name } = qualifiedName(parts);
  for (const candidate of schema === undefined ? context.path : [schema]) {
    if (state.indexes.delete(keyOf(candidate, name))) return;
  }
}

function dropSchema(state: SchemaState, schema: string, context: ApplyContext): void {
  for (const relation of [...state.relations.values()]) {
    if (relation.schema === schema) dropRelation(state, relation, true);
  }
  for (const routine of [...state.routines.values()].flat()) {
    if (routine.schema !== schema) continue;
    routine.droppedBy = context.origin;
    state.removeRoutine(routine);
  }
}

/** ALTER … RENAME and ALTER … SET SCHEMA. */
export function renameObject(state: SchemaState, node: AstNode, context: ApplyContext): void {
  const kind = String(node.renameType ?? node.objectType);
  const to = {
    ...(typeof node.newname === "string" ? { name: node.newname } : {}),
    ...(typeof node.newschema === "string" ? { schema: node.newschema } : {}),
  };
  if (kind === "OBJECT_SCHEMA") {
    renameSchema(state, String(node.subname), String(node.newname));
    return;
  }
  if (ROUTINES.has(kind)) {
    const routine = routineWithArgs(state, node.object, context);
    if (routine === undefined) return;
    state.removeRoutine(routine);
    routine.schema = to.schema ?? routine.schema;
    routine.name = to.name ?? routine.name;
    state.addRoutine(routine);
    return;
  }
  const relation = relationOf(state, node, context);
  if (RELATIONS.has(kind) && relation !== undefined) state.moveRelation(relation, to);
  else if (kind === "OBJECT_INDEX" || (RELATIONS.has(kind) && relation === undefined)) {
    renameIndex(state, { node, to }, context);
  } else if (relation !== undefined) renamePart(relation, { kind, node });
}

function relationOf(state: SchemaState, node: AstNode, context: ApplyContext): StateRelation | undefined {
  if (!isAstNode(node.relation)) return undefined;
  const { schemaname, relname } = node.relation;
  const name = String(relname);
  return state.findRelation(
    typeof schemaname === "string" ? { schema: schemaname, name } : { name },
    context.path,
  );
}

function renamePart(
  relation: StateRelation,
  { kind, node }: { readonly kind: string; readonly node: AstNode },
): void {
  const from = String(node.subname);
  const to = String(node.newname);
  if (kind === "OBJECT_COLUMN") {
    // In place: an INSERT without a list fills the columns in their order.
    const columns = [...relation.columns.values()];
    relation.columns.clear();
    for (const column of columns) {
      const name = column.name === from ? to : column.name;
      relation.columns.set(name, { ...column, name });
    }
  } else if (kind === "OBJECT_POLICY") {
    moveKey(relation.policies, from, to);
  } else if (kind === "OBJECT_TRIGGER") {
    moveKey(relation.triggers, from, to);
  }
}

function moveKey<Part extends { name: string }>(parts: Map<string, Part>, from: string, to: string): void {
  const part = parts.get(from);
  if (part === undefined) return;
  parts.delete(from);
  part.name = to;
  parts.set(to, part);
}

function renameIndex(
  state: SchemaState,
  { node, to }: { readonly node: AstNode; readonly to: { readonly name?: string } },
  context: ApplyContext,
): void {
  const rangeVar = isAstNode(node.relation) ? node.relation : {};
  const schemas = typeof rangeVar.schemaname === "string" ? [rangeVar.schemaname] : context.path;
  for (const schema of schemas) {
    const key = keyOf(schema, String(rangeVar.relname));
    const index = state.indexes.get(key);
    if (index === undefined) continue;
    state.indexes.delete(key);
    index.name = to.name ?? index.name;
    state.indexes.set(keyOf(schema, index.name), index);
    return;
  }
}

function renameSchema(state: SchemaState, from: string, to: string): void {
  for (const relation of [...state.relations.values()]) {
    if (relation.schema === from) state.moveRelation(relation, { schema: to });
  }
  for (const routine of [...state.routines.values()].flat()) {
    if (routine.schema !== from) continue;
    state.removeRoutine(routine);
    routine.schema = to;
    state.addRoutine(routine);
  }
}
