import { type AstNode, type AstValue, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, nameParts, qualifiedName, relationName } from "../../sql/walk.ts";
import { inputParameters, signatureType } from "../type_names.ts";
import type { ApplyContext } from "./apply.ts";
import { creationSchema, type StateRoutine, type StateTrigger } from "./schema_objects.ts";
import type { SchemaState } from "./schema_state.ts";

/** CREATE FUNCTION and CREATE PROCEDURE: a new routine, or another definition of one. */
export function createRoutine(state: SchemaState, node: AstNode, context: ApplyContext): void {
  const { schema, name } = qualifiedName(nameParts(node.funcname));
  const routine: StateRoutine = {
    schema: schema ?? creationSchema(context.path),
    name,
    inputs: inputParameters(node.parameters).map((parameter) => signatureType(parameter.argType)),
    node: { CreateFunctionStmt: node },
    made: context.origin,
    path: context.path,
    triggers: new Set(),
    definer: isDefiner(node.options) === true,
    pinned: pinsSearchPath(node.options) === true,
  };
  state.definitions.push(routine);
  const existing = state.findRoutine(routine, [], routine.inputs);
  if (existing !== undefined) {
    if (node.replace !== true) return;
    existing.replacedBy = context.origin;
    state.removeRoutine(existing);
    for (const trigger of existing.triggers) {
      trigger.routine = routine;
      routine.triggers.add(trigger);
    }
    existing.triggers.clear();
  }
  state.addRoutine(routine);
}

/** ALTER FUNCTION: SECURITY and search_path. */
export function alterRoutine(state: SchemaState, node: AstNode, context: ApplyContext): void {
  const definer = isDefiner(node.actions);
  const pinned = pinsSearchPath(node.actions);
  const known = routineWithArgs(state, node.func, context);
  const routine = known ?? (definer === true ? assumedRoutine(state, node.func, context) : undefined);
  if (routine === undefined) return;
  if (definer === true && !routine.definer) {
    routine.definer = true;
    routine.definerBy = context.origin;
    delete routine.invokerBy;
  } else if (definer === false && routine.definer) {
    routine.definer = false;
    routine.invokerBy = context.origin;
  }
  if (pinned !== undefined) {
    routine.pinned = pinned;
    if (pinned) routine.pinnedBy = context.origin;
    else delete routine.pinnedBy;
  }
}

/** A routine that no file makes; nothing is known of its settings. */
function assumedRoutine(state: SchemaState, value: AstValue, context: ApplyContext): StateRoutine {
  const { name, inputs } = readWithArgs(value);
  const routine: StateRoutine = {
    schema: name.schema ?? creationSchema(context.path),
    name: name.name,
    inputs: inputs ?? [],
    node: {},
    made: context.origin,
    path: context.path,
    triggers: new Set(),
    definer: false,
    pinned: true,
  };
  state.definitions.push(routine);
  state.addRoutine(routine);
  return routine;
}

/** CREATE TRIGGER and CREATE EVENT TRIGGER. */
export function createTrigger(state: SchemaState, node: AstNode, context: ApplyContext): void {
  const routine = state.findRoutine(qualifiedName(nameParts(node.funcname)), context.path, []);
  const relation = isAstNode(node.relation)
    ? state.relationNamed(relationName(node.relation), context.path)
    : undefined;
  const name = String(node.trigname);
  const triggers = relation?.triggers ?? state.eventTriggers;
  dropTrigger(triggers, name);
  const trigger: StateTrigger = {
    name,
    ...(relation === undefined ? {} : { relation }),
    ...(routine === undefined ? {} : { routine }),
  };
  triggers.set(name, trigger);
  routine?.triggers.add(trigger);
}

/** Takes a trigger off its relation and its routine. */
export function dropTrigger(triggers: Map<string, StateTrigger>, name: string): void {
  const trigger = triggers.get(name);
  trigger?.routine?.triggers.delete(trigger);
  triggers.delete(name);
}

/** The routine that an ObjectWithArgs means. */
export function routineWithArgs(
  state: SchemaState,
  value: AstValue,
  context: ApplyContext,
): StateRoutine | undefined {
  const { name, inputs } = readWithArgs(value);
  return state.findRoutine(name, context.path, inputs);
}

function readWithArgs(value: AstValue): {
  readonly name: ReturnType<typeof qualifiedName>;
  readonly inputs: readonly string[] | undefined;
} {
  const fields = isNode(value, "ObjectWithArgs") ? value.ObjectWithArgs : isAstNode(value) ? value : {};
  return {
    name: qualifiedName(nameParts(fields.objname)),
    inputs: fields.args_unspecified === true ? undefined : nodeList(fields.objargs).map(signatureType),
  };
}

/** SECURITY DEFINER or INVOKER among a routine's options; nothing where they say neither. */
export function isDefiner(options: AstValue): boolean | undefined {
  const found = optionsNamed(options, "security").at(-1);
  return found === undefined ? undefined : isNode(found.arg, "Boolean") && found.arg.Boolean.boolval === true;
}

/** Whether the options give the routine a search_path of its own, or take it away. */
export function pinsSearchPath(options: AstValue): boolean | undefined {
  let pinned: boolean | undefined;
  for (const { arg } of optionsNamed(options, "set")) {
    const setting = isNode(arg, "VariableSetStmt") ? arg.VariableSetStmt : {};
    if (setting.kind === "VAR_RESET_ALL") pinned = false;
    if (setting.name !== "search_path") continue;
    // SET … TO DEFAULT and RESET take the setting off the routine.
    pinned = setting.kind === "VAR_SET_VALUE" || setting.kind === "VAR_SET_CURRENT";
  }
  return pinned;
}

/** Options of a routine of one name. */
export function optionsNamed(options: AstValue, name: string): readonly AstNode[] {
  return nodeList(options).flatMap((item) =>
    isNode(item, "DefElem") && item.DefElem.defname === name ? [item.DefElem] : [],
  );
}
