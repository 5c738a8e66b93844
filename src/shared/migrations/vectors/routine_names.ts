import { qualified } from "../../catalog/identity.ts";
import { nodeList } from "../../sql/ast.ts";
import type { RoutineBody } from "../../sql/plpgsql.ts";
import { isNode, stringConst } from "../../sql/walk.ts";
import type { FlowNames } from "../../vector/flow.ts";
import type { Row } from "../../vector/flow_scope.ts";
import type { Size } from "../../vector/size.ts";
import { lastTwo, readTypeText } from "../../vector/type_text.ts";
import { pathOf } from "../path_state.ts";
import { optionsNamed } from "../state/apply_routines.ts";
import type { StateRoutine } from "../state/schema_objects.ts";
import type { SchemaState } from "../state/schema_state.ts";
import { type Parameter, parametersOf } from "./declared_arguments.ts";
import { type NameContext, rowOfRelation, statementNames, vectorType } from "./vector_names.ts";

/** Names as one routine sees them, and its parameters. */
export interface RoutineNames {
  readonly names: FlowNames;
  readonly parameters: readonly Parameter[];
}

/** Prepares the names that a routine's statements use. */
export function routineNames(state: SchemaState, routine: StateRoutine, body: RoutineBody): RoutineNames {
  const context: NameContext = { state, path: ownPath(routine) ?? routine.path };
  const base = statementNames(context);
  const parameters = parametersOf(context, routine);
  const variables = new Map<string, Size>();
  const records = new Map<string, Row>();
  const declare = (name: string, text: string, size: Pick<Size, "source" | "name" | "line">): void => {
    const found = readDeclared({ context, base, text, origin: size });
    if (found === undefined) return;
    if (found instanceof Map) records.set(name, found);
    else variables.set(name, found as Size);
  };
  for (const { name, type, size } of parameters) {
    if (name === "") continue;
    if (size === undefined) declare(name, type, { source: "argument", name: `${name} ${type}` });
    else variables.set(name, size);
  }
  for (const { name, type, line } of body.declarations) {
    declare(name, type, { source: "declaration", name: `${name} ${type}`, line });
  }
  const changed = rowOfTriggers(context, routine);
  if (changed !== undefined) for (const name of ["new", "old"]) records.set(name, changed);
  const inputs = parameters.filter(({ input }) => input);
  return {
    parameters,
    names: {
      ...base,
      variable: (parts) => {
        const name = parts.at(-1) ?? "";
        const owner = parts.at(-2);
        if (owner === undefined || owner === routine.name) return variables.get(name);
        return records.get(owner)?.get(name);
      },
      parameter: (position) => inputs[position - 1]?.size,
      argument: (name, { key, count }) =>
        argumentOf(context, state.routinesNamed(name, context.path), { key, count }),
    },
  };
}

function readDeclared({
  context,
  base,
  text,
  origin,
}: {
  readonly context: NameContext;
  readonly base: FlowNames;
  readonly text: string;
  readonly origin: Pick<Size, "source" | "name" | "line">;
}): Size | Row | undefined {
  const type = readTypeText(text);
  if (type === undefined) return undefined;
  if (type.of === "type") {
    const column = base.row(lastTwo(type.parts.slice(0, -1)))?.get(type.parts.at(-1) ?? "");
    return column && { kind: column.kind, dimension: column.dimension, array: column.array, ...origin };
  }
  const name = lastTwo(type.parts);
  const vector = vectorType(context, {
    ...name,
    typmods: type.typmod === -1 ? [] : [type.typmod],
    arrayDims: type.array ? 1 : 0,
  });
  if (vector === undefined) return base.row(name);
  return { kind: vector.kind, dimension: vector.dimension, array: vector.array, ...origin };
}

/** NEW and OLD: the columns that every table with a trigger of this routine has with the same size. */
function rowOfTriggers(context: NameContext, routine: StateRoutine): Row | undefined {
  const rows = [...routine.triggers].flatMap(({ relation }) =>
    relation === undefined ? [] : [rowOfRelation(context, relation)],
  );
  const [first, ...others] = rows;
  if (first === undefined) return undefined;
  return new Map(
    [...first].filter(([name, size]) => others.every((row) => row.get(name)?.dimension === size.dimension)),
  );
}

/** Declared argument of a routine that is called; nothing where several of its name could be meant. */
function argumentOf(
  context: NameContext,
  routines: readonly StateRoutine[],
  { key, count }: { readonly key: string | number; readonly count: number },
): Size | undefined {
  const found = routines.filter((routine) => routine.inputs.length >= count);
  const [routine] = found;
  if (routine === undefined || found.length > 1) return undefined;
  const inputs = parametersOf(context, routine).filter(({ input }) => input);
  const parameter = typeof key === "number" ? inputs[key] : inputs.find(({ name }) => name === key);
  const size = parameter?.size;
  return size === undefined || size.kind === "bit"
    ? undefined
    : { ...size, name: `${size.name} of ${qualified(routine)}` };
}

/** The path that the routine's own SET clause gives it. */
function ownPath(routine: StateRoutine): readonly string[] | undefined {
  const statement = isNode(routine.node, "CreateFunctionStmt") ? routine.node.CreateFunctionStmt : {};
  for (const { arg } of optionsNamed(statement.options, "set")) {
    const setting = isNode(arg, "VariableSetStmt") ? arg.VariableSetStmt : {};
    if (
      setting.name === "search_path" &&
      nodeList(setting.args).every((value) => stringConst(value) !== undefined)
    ) {
      return pathOf(setting);
    }
  }
  return undefined;
}
