import { type AstNode, type AstValue, nodeList } from "./ast.ts";
import { readConstantText } from "./constant_text.ts";
import { readPlaceholders } from "./format_string.ts";
import type { BodyInput } from "./plpgsql.ts";
import type { Execution, PlpgsqlTree } from "./plpgsql_tree.ts";
import { columnRefParts, constValue, funcName, isNode, nameParts, typeName } from "./walk.ts";

/** How the text of an EXECUTE comes about. */
export type DynamicClass = "constant" | "parameterised" | "concatenated";

/** A value that reaches the text without quotes. */
export interface UnquotedValue {
  /** Name of the argument, variable, column or function; a positional argument is `$1`. */
  readonly name: string;
  readonly source: "argument" | "variable" | "column" | "function";
}

/** An EXECUTE in a body. */
export interface DynamicSql {
  /** Wrapped expression that yields the text. */
  readonly expression: AstNode;
  readonly classification: DynamicClass;
  /** Empty unless `concatenated`; in the order met, without doubles. */
  readonly unquoted: readonly UnquotedValue[];
  /** The text, where it is one constant. */
  readonly constantText?: string;
  readonly line: number;
  /** It stands behind a condition, or an error in it is caught. */
  readonly guarded?: true;
}

/** Types whose values cannot carry SQL: their text form has no quote, blank or letter an attacker chooses, or is quoted. */
const HARMLESS_TYPES = new Set(
  (
    "int int2 int4 int8 integer smallint bigint serial bigserial numeric decimal real float float4 float8 " +
    "double bool boolean uuid oid date time timetz timestamp timestamptz interval xid cid tid money " +
    "regclass regproc regprocedure regtype regrole regnamespace regoper regoperator regcollation"
  ).split(" "),
);

const QUOTING_FUNCTIONS = new Set(["quote_ident", "quote_literal", "quote_nullable"]);

/** Functions of pg_catalog whose result cannot carry SQL, whatever they are given. */
const HARMLESS_FUNCTIONS = new Set(
  (
    "length char_length octet_length array_length cardinality count sum avg now clock_timestamp md5 random nextval currval " +
    "gen_random_uuid txid_current pg_backend_pid extract date_part date_trunc floor ceil round abs hashtext"
  ).split(" "),
);

/** Functions that hand their arguments on as they are. */
const PASSING_FUNCTIONS = new Set(
  (
    "concat concat_ws string_agg array_agg array_to_string array_append array_prepend array_cat replace lower upper " +
    "initcap trim btrim ltrim rtrim lpad rpad left right substr substring overlay repeat reverse translate split_part " +
    "regexp_replace unnest text varchar max min"
  ).split(" "),
);

interface Found {
  readonly constant: boolean;
  readonly unquoted: readonly UnquotedValue[];
}

const CONSTANT: Found = { constant: true, unquoted: [] };
const QUOTED: Found = { constant: false, unquoted: [] };

interface Context {
  readonly input: BodyInput;
  readonly tree: PlpgsqlTree;
}

/** Classifies an EXECUTE; assignments to variables of the same body are followed. */
export function classifyDynamic(execution: Execution, context: Context): DynamicSql {
  const { expression, line } = execution;
  const found = judge(expression, { ...context, following: new Set() });
  const unquoted = [
    ...new Map(found.unquoted.map((value) => [`${value.source} ${value.name}`, value])).values(),
  ];
  const isConstant = found.constant && execution.parameters === 0;
  const classification = unquoted.length > 0 ? "concatenated" : isConstant ? "constant" : "parameterised";
  const text = readConstantText(expression, (name) => assignedTo(name, context));
  return {
    expression,
    classification,
    unquoted,
    line,
    ...(text?.complete ? { constantText: text.text } : {}),
    ...(execution.guarded === undefined ? {} : { guarded: execution.guarded }),
  };
}

interface JudgeContext extends Context {
  /** Names whose assignments are being followed, for `q := q || …`. */
  readonly following: ReadonlySet<string>;
}

function combine(parts: readonly Found[]): Found {
  return {
    constant: parts.every(({ constant }) => constant),
    unquoted: parts.flatMap(({ unquoted }) => unquoted),
  };
}

function unquotedValue(name: string, source: UnquotedValue["source"]): Found {
  return { constant: false, unquoted: [{ name, source }] };
}

function judge(value: AstValue, context: JudgeContext): Found {
  const all = (list: AstValue) => combine(nodeList(list).map((item) => judge(item, context)));
  if (constValue(value) !== undefined) return CONSTANT;
  if (isNode(value, "TypeCast")) {
    const { arg, typeName: type } = value.TypeCast;
    return isHarmlessType(type) ? QUOTED : judge(arg, context);
  }
  if (isNode(value, "FuncCall")) return judgeCall(value.FuncCall, context);
  if (isNode(value, "A_Expr")) return judgeOperator(value.A_Expr, context);
  if (isNode(value, "ColumnRef")) return judgeName(nameParts(value.ColumnRef.fields), context);
  if (isNode(value, "ParamRef")) return judgeParameter(value.ParamRef, context);
  if (isNode(value, "CoalesceExpr")) return all(value.CoalesceExpr.args);
  if (isNode(value, "MinMaxExpr")) return all(value.MinMaxExpr.args);
  if (isNode(value, "A_ArrayExpr")) return all(value.A_ArrayExpr.elements);
  if (isNode(value, "RowExpr")) return all(value.RowExpr.args);
  if (isNode(value, "CollateClause")) return judge(value.CollateClause.arg, context);
  if (isNode(value, "CaseExpr")) {
    const results = nodeList(value.CaseExpr.args).map((item) =>
      isNode(item, "CaseWhen") ? item.CaseWhen.result : undefined,
    );
    return combine(
      [...results, value.CaseExpr.defresult].filter(isPresent).map((item) => judge(item, context)),
    );
  }
  if (isNode(value, "A_Indirection")) return judgeIndirection(value.A_Indirection, context);
  if (isNode(value, "SubLink")) return judgeSubselect(value.SubLink, context);
  if (isNode(value, "SQLValueFunction")) {
    const op = String(value.SQLValueFunction.op);
    return /DATE|TIME/.test(op) ? QUOTED : unquotedValue(op.replace("SVFOP_", "").toLowerCase(), "function");
  }
  if (isNode(value, "BoolExpr") || isNode(value, "NullTest") || isNode(value, "BooleanTest")) return QUOTED;
  return unquotedValue("expression", "function");
}

function isPresent(value: AstValue): boolean {
  return value !== undefined;
}

function isHarmlessType(type: AstValue): boolean {
  if (typeof type !== "object" || type === null || Array.isArray(type)) return false;
  const { schema, name, arrayDims } = typeName(type as AstNode);
  return arrayDims === 0 && (schema === undefined || schema === "pg_catalog") && HARMLESS_TYPES.has(name);
}

function judgeCall(call: AstNode, context: JudgeContext): Found {
  const { schema, name } = funcName(call);
  const builtIn = schema === undefined || schema === "pg_catalog";
  const parts = () => nodeList(call.args).map((item) => judge(namedValue(item), context));
  if (builtIn && QUOTING_FUNCTIONS.has(name)) return combine(parts()).constant ? CONSTANT : QUOTED;
  if (builtIn && name === "format") return judgeFormat(call, context);
  if (builtIn && HARMLESS_FUNCTIONS.has(name)) return QUOTED;
  if (builtIn && PASSING_FUNCTIONS.has(name)) return combine(parts());
  return unquotedValue(schema === undefined ? `${name}()` : `${schema}.${name}()`, "function");
}

function namedValue(value: AstNode): AstValue {
  return isNode(value, "NamedArgExpr") ? value.NamedArgExpr.arg : value;
}

function judgeFormat(call: AstNode, context: JudgeContext): Found {
  const [template, ...values] = nodeList(call.args);
  const text = readConstantText(template, (name) => assignedTo(name, context));
  const judged = values.map((item) => judge(item, context));
  const own = judge(template, context);
  if (!text) return combine([own, ...judged]);
  const placeholders = readPlaceholders(text.text);
  if (call.func_variadic === true) {
    return combine([own, placeholders.some(({ type }) => type === "s") ? combine(judged) : QUOTED]);
  }
  const placed = placeholders.map(({ type, argument }) => {
    const found = judged[argument] ?? CONSTANT;
    return type === "s" || found.constant ? found : QUOTED;
  });
  return combine([own, ...placed]);
}

/** The values of a variable the body declares and only assigns to. */
function assignedTo(name: string, { input, tree }: Context): readonly AstNode[] | undefined {
  if (tree.opaque.has(name) || input.argumentNames?.includes(name)) return undefined;
  return tree.values.get(name);
}

function judgeOperator(expr: AstNode, context: JudgeContext): Found {
  const operator = nameParts(expr.name).at(-1) ?? "";
  const sides = [expr.lexpr, expr.rexpr].filter(isPresent).map((side) => judge(side, context));
  if (operator === "||") return combine(sides);
  if (expr.kind === "AEXPR_NULLIF") return combine(sides.slice(0, 1));
  // Arithmetic and comparison yield numbers, dates and booleans.
  if (expr.kind !== "AEXPR_OP" || /^(?:[-+*/%^]|[<>=!]+)$/.test(operator)) {
    return combine(sides).constant ? CONSTANT : QUOTED;
  }
  // The likes of `payload ->> 'key'` take a text out of a value.
  return combine(sides);
}

function judgeName(parts: readonly string[], context: JudgeContext): Found {
  const { tree, input } = context;
  // pg_event_trigger_ddl_commands() and pg_event_trigger_dropped_objects() quote this one themselves.
  if (input.returns === "event_trigger" && parts.at(-1) === "object_identity") return QUOTED;
  const label = parts.length > 1 && tree.types.has(parts.at(-1) ?? "") && !tree.types.has(parts[0] ?? "");
  const [written = "", field] = label ? parts.slice(-1) : parts;
  const name = tree.aliases.get(written) ?? written;
  const type = tree.types.get(name);
  const argument = isArgument(name, context);
  if (type === undefined && !argument) return unquotedValue(parts.join("."), "column");
  const path = field === undefined ? name : `${name}.${field}`;
  const source = argument ? "argument" : "variable";
  if (field === undefined && HARMLESS_TYPES.has(baseName(type ?? ""))) return QUOTED;
  if (context.following.has(path)) return CONSTANT;
  const following = new Set([...context.following, path]);
  const values = (tree.values.get(path) ?? []).map((value) => judge(value, { ...context, following }));
  const whole = field === undefined ? undefined : tree.values.get(name);
  const isOpaque =
    tree.opaque.has(name) || (field !== undefined && values.length === 0) || whole !== undefined;
  const isUnassigned = values.length === 0 && !isDeclaredHere(name, context);
  if (argument || isOpaque || isUnassigned) return combine([...values, unquotedValue(path, source)]);
  return combine(values);
}

/** `timestamp with time zone`, `numeric(10,2)` and `pg_catalog.int4` without what surrounds the name. */
function baseName(type: string): string {
  const bare = type.toLowerCase().replace(/^pg_catalog\./, "");
  return bare.includes("[") ? "" : (/^[a-z0-9_]+/.exec(bare)?.[0] ?? "");
}

function isArgument(name: string, { input }: JudgeContext): boolean {
  return (input.argumentNames?.includes(name) ?? false) || /^\$\d+$/.test(name);
}

function isDeclaredHere(name: string, { tree }: JudgeContext): boolean {
  return tree.declarations.some((declaration) => declaration.name === name);
}

function judgeParameter(param: AstNode, context: JudgeContext): Found {
  const number = typeof param.number === "number" ? param.number : 1;
  const name = context.input.argumentNames?.[number - 1];
  if (name) return judgeName([name], context);
  const type = context.input.argumentTypes?.[number - 1] ?? "";
  return HARMLESS_TYPES.has(baseName(type)) ? QUOTED : unquotedValue(`$${number}`, "argument");
}

function judgeIndirection(node: AstNode, context: JudgeContext): Found {
  const parts = columnRefParts(node.arg);
  const field = nameParts(node.indirection)[0];
  return parts.length > 0 && field ? judgeName([...parts, field], context) : judge(node.arg, context);
}

function judgeSubselect(link: AstNode, context: JudgeContext): Found {
  if (link.subLinkType === "EXISTS_SUBLINK" || link.subLinkType === "ANY_SUBLINK") return QUOTED;
  const select = isNode(link.subselect, "SelectStmt") ? link.subselect.SelectStmt : undefined;
  const targets = nodeList(select?.targetList).map((item) =>
    isNode(item, "ResTarget") ? item.ResTarget.val : undefined,
  );
  return targets.length === 0
    ? unquotedValue("subquery", "column")
    : combine([QUOTED, ...targets.map((target) => judge(target, context))]);
}
