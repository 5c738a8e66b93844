import { type AstNode, type AstValue, isAstNode, nodeList } from "./ast.ts";
import { qualify, quoteIdent } from "./ident.ts";
import type { BodyInput } from "./plpgsql.ts";
import { isNode, nameParts, type QualifiedName, qualifiedName, stringConst, typeName } from "./walk.ts";

/** The routine a CREATE FUNCTION, CREATE PROCEDURE or DO statement holds. */
export interface RoutineStatement extends BodyInput {
  /** Missing for DO. */
  readonly routine?: QualifiedName;
  readonly securityDefiner: boolean;
}

/**
 * Reads a wrapped statement into what analyseBody() takes. Nothing for any other statement, and for a routine whose body
 * is not a text (`begin atomic`, or a C symbol with a file).
 */
export function readRoutineStatement(node: AstNode): RoutineStatement | undefined {
  if (isNode(node, "DoStmt")) {
    const options = readOptions(node.DoStmt.args);
    const body = textOption(options.get("as"));
    return body === undefined
      ? undefined
      : { language: textOption(options.get("language")) ?? "plpgsql", body, securityDefiner: false };
  }
  if (!isNode(node, "CreateFunctionStmt")) return undefined;
  const statement = node.CreateFunctionStmt;
  const options = readOptions(statement.options);
  const body = bodyOption(options.get("as"));
  // Without a language clause only a parsed body is valid, and that one is SQL.
  if (body === undefined) return undefined;
  const returns = typeSql(statement.returnType);
  const security = options.get("security");
  return {
    language: textOption(options.get("language")) ?? "sql",
    body,
    routine: qualifiedName(nameParts(statement.funcname)),
    securityDefiner: isAstNode(security) && isNode(security, "Boolean") && security.Boolean.boolval === true,
    kind: statement.is_procedure === true ? "procedure" : returns === "trigger" ? "trigger" : "function",
    returns,
    ...readArguments(statement.parameters),
  };
}

function readOptions(value: AstValue): ReadonlyMap<string, AstValue> {
  return new Map(
    nodeList(value).flatMap((item) =>
      isNode(item, "DefElem") ? [[String(item.DefElem.defname), item.DefElem.arg] as const] : [],
    ),
  );
}

function textOption(value: AstValue): string | undefined {
  if (!isNode(value, "String")) return stringConst(value);
  return typeof value.String.sval === "string" ? value.String.sval : "";
}

function bodyOption(value: AstValue): string | undefined {
  const items = isNode(value, "List") ? nodeList(value.List.items) : [];
  return items.length === 1 ? textOption(items[0]) : undefined;
}

function readArguments(value: AstValue): {
  readonly argumentNames: string[];
  readonly argumentTypes: string[];
} {
  const parameters = nodeList(value).flatMap((item) =>
    isNode(item, "FunctionParameter") ? [item.FunctionParameter] : [],
  );
  return {
    argumentNames: parameters.map(({ name }) => (typeof name === "string" ? name : "")),
    argumentTypes: parameters.map(({ argType }) => typeSql(argType) ?? "text"),
  };
}

function typeSql(value: AstValue): string | undefined {
  if (!isAstNode(value)) return undefined;
  const { schema, name, typmods, arrayDims, setof } = typeName(value);
  const bare = schema === undefined ? quoteIdent(name) : qualify(schema, name);
  const modifiers = typmods.length > 0 ? `(${typmods.join(",")})` : "";
  return `${setof ? "setof " : ""}${bare}${modifiers}${"[]".repeat(arrayDims)}`;
}
