import { type AstNode, type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import { isNode } from "../sql/walk.ts";
import type { ReadStatement } from "./reading.ts";
import { inputParameters, isInputMode } from "./type_names.ts";

/** What a statement says of the arguments of a routine that it names. */
export interface PassedArguments {
  readonly count: number;
  /** Names of the last ones, where they are passed by name. */
  readonly named?: readonly string[];
  /**
   * `signature`: the types of all inputs are listed, none is left to a default. `call`: a procedure is called, whose
   * output arguments are passed as well.
   */
  readonly form?: "signature" | "call";
  /** The one argument may be a row: `name(item)` reads a column where no such function is. */
  readonly row?: true;
}

/** What a call passes; nothing for the forms of aggregates and an array spread over the arguments. */
export function argumentsOf(call: AstNode): PassedArguments | undefined {
  const { agg_star, agg_within_group, func_variadic } = call;
  if (agg_star === true || agg_within_group === true || func_variadic === true) return undefined;
  const values = nodeList(call.args);
  // They stand last, so that the last one tells whether there are any.
  const named = isNode(values.at(-1), "NamedArgExpr")
    ? values.flatMap((value) => (isNode(value, "NamedArgExpr") ? [String(value.NamedArgExpr.name)] : []))
    : [];
  const isRow = values.length === 1 && isNode(values[0], "ColumnRef");
  return {
    count: values.length,
    ...(named.length === 0 ? {} : { named }),
    ...(isRow ? { row: true as const } : {}),
  };
}

/** The inputs that a command lists of a function; nothing where it lists none, or names a procedure or an aggregate. */
export function listedArguments(object: AstValue, type: unknown): PassedArguments | undefined {
  const fields = isNode(object, "ObjectWithArgs") ? object.ObjectWithArgs : object;
  if (type !== "OBJECT_FUNCTION" || !isAstNode(fields) || fields.args_unspecified === true) return undefined;
  const parameters = nodeList(fields.objfuncargs);
  const listed = parameters.length > 0 ? inputParameters(parameters) : nodeList(fields.objargs);
  return { count: listed.length, form: "signature" };
}

/** A parameter of a routine. */
interface Parameter {
  readonly name: string;
  readonly mode: string;
  readonly hasDefault: boolean;
}

/** What a CREATE FUNCTION or CREATE PROCEDURE declares. */
export interface DeclaredParameters {
  readonly isProcedure: boolean;
  readonly all: readonly Parameter[];
}

/** Reads the parameters from the fields of the statement. */
export function readParameters(create: AstNode): DeclaredParameters {
  const all = nodeList(create.parameters).flatMap((item): Parameter[] => {
    if (!isNode(item, "FunctionParameter")) return [];
    const { name = "", mode, defexpr } = item.FunctionParameter;
    return [{ name: String(name), mode: String(mode), hasDefault: defexpr !== undefined }];
  });
  return { isProcedure: create.is_procedure === true, all };
}

/**
 * Whether the routine that a statement makes can take the arguments; nothing where its parameters are not known from
 * it. Types are not compared: an argument of an unknown type fits many.
 */
export function takesArguments(
  statement: ReadStatement | undefined,
  passed: PassedArguments,
): boolean | undefined {
  const declared = statement?.parameters;
  if (declared === undefined) return undefined;
  const { count, named = [], form } = passed;
  const parameters =
    form === "call" && declared.isProcedure
      ? declared.all
      : declared.all.filter(({ mode }) => isInputMode(mode));
  const last = parameters.at(-1);
  const variadic = last?.mode === "FUNC_PARAM_VARIADIC" ? last : undefined;
  if (form === "signature") return count === parameters.length;
  if (count > parameters.length && variadic === undefined) return false;
  const names = new Set(parameters.map(({ name }) => name));
  // The elements of an array that is spread over the arguments have no names.
  if (named.length > 0 && variadic !== undefined) return false;
  if (named.some((name) => !names.has(name))) return false;
  const needed = parameters.filter(
    (parameter) => !parameter.hasDefault && parameter.mode !== "FUNC_PARAM_OUT" && parameter !== variadic,
  );
  return count >= needed.length;
}
