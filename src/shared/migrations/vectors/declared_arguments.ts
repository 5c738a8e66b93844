import { isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, typeName } from "../../sql/walk.ts";
import type { Size } from "../../vector/size.ts";
import type { StateRoutine } from "../state/schema_objects.ts";
import { typeText } from "../type_names.ts";
import { type NameContext, vectorType } from "./vector_names.ts";

/** A parameter of a routine. */
export interface Parameter {
  /** Empty where it has none. */
  readonly name: string;
  /** As format_type() spells it. */
  readonly type: string;
  /** Passed in by the caller. */
  readonly input: boolean;
  /** Of a vector parameter; the size that the text declares, which Postgres forgets. */
  readonly size?: Size;
}

const OUTPUTS: ReadonlySet<unknown> = new Set(["FUNC_PARAM_OUT", "FUNC_PARAM_TABLE"]);

/** The parameters of a routine, in order. */
export function parametersOf(context: NameContext, routine: StateRoutine): readonly Parameter[] {
  const statement = isNode(routine.node, "CreateFunctionStmt") ? routine.node.CreateFunctionStmt : {};
  return nodeList(statement.parameters).flatMap((item, position): Parameter[] => {
    const fields = isNode(item, "FunctionParameter") ? item.FunctionParameter : undefined;
    if (fields === undefined || !isAstNode(fields.argType)) return [];
    const name = typeof fields.name === "string" ? fields.name : "";
    const type = typeText(fields.argType);
    const vector = vectorType(context, typeName(fields.argType));
    const parameter = { name, type, input: !OUTPUTS.has(fields.mode) };
    if (vector === undefined) return [parameter];
    const { kind, dimension, array } = vector;
    const label = `${name === "" ? `$${position + 1}` : name} ${type}`;
    return [{ ...parameter, size: { kind, dimension, array, source: "argument", name: label } }];
  });
}
