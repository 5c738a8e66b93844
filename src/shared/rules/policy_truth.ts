import { type AstNode, type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import { columnRefParts, constValue, funcName, isNode, nameParts, stringConst, walk } from "../sql/walk.ts";
import { emptySubquery } from "./empty_subquery.ts";
import {
  arrayLiteral,
  canBe,
  compare,
  constantOf,
  equal,
  isCertain,
  join,
  NULL,
  oneOf,
  pick,
  SOMETHING,
  strict,
  truth,
  UNKNOWN,
  type Value,
} from "./truth_value.ts";

/** Who sends the request: a visitor without a session, or any signed-in user of whom nothing else is known. */
export type Caller = "anon" | "authenticated";

/** What a policy's expression is evaluated under. */
export interface Circumstances {
  readonly caller: Caller;
  /** Whether the column of the policy's own table is declared NOT NULL. */
  readonly notNull: (column: string) => boolean;
  /** The value that a column is assumed to have; `undefined` where it may have any. */
  readonly assumed?: (column: string) => string | undefined;
}

/** Claims that the token of a request without a session never has. */
const CLAIMS_OF_A_SESSION: ReadonlySet<string> = new Set([
  "aal",
  "amr",
  "app_metadata",
  "email",
  "is_anonymous",
  "phone",
  "session_id",
  "sub",
  "user_metadata",
]);
/** Claims that the token of every session has. */
const CLAIMS_OF_EVERY_SESSION: ReadonlySet<string> = new Set(["aal", "session_id", "sub"]);

/** An answer and what it rested on: which columns were asked for, and whether they are NOT NULL. */
interface Answer {
  readonly caller: Caller;
  readonly asked: ReadonlyMap<string, boolean>;
  readonly always: boolean;
}

const answers = new WeakMap<AstNode, Answer[]>();

/**
 * True where the expression is true of every row under the circumstances; false where it is not, or where that is not
 * certain. A tree is evaluated once for each set of circumstances that it asks about: loop-made policies share one.
 */
export function isAlwaysTrue(expression: AstNode, circumstances: Circumstances): boolean {
  if (circumstances.assumed !== undefined) return isCertain(evaluate(expression, circumstances));
  const known = answers.get(expression) ?? [];
  const { caller, notNull } = circumstances;
  const found = known.find(
    (answer) =>
      answer.caller === caller && [...answer.asked].every(([column, held]) => notNull(column) === held),
  );
  if (found !== undefined) return found.always;
  const asked = new Map<string, boolean>();
  const always = isCertain(
    evaluate(expression, {
      caller,
      notNull: (column) => {
        const held = notNull(column);
        asked.set(column, held);
        return held;
      },
    }),
  );
  known.push({ caller, asked, always });
  answers.set(expression, known);
  return always;
}

/** False or null of every row under the circumstances; false where it is not, or where that is not certain. */
export function isNeverTrue(expression: AstNode, circumstances: Circumstances): boolean {
  return !canBe(evaluate(expression, circumstances), true);
}

/** The value of an operand with the text that tells whether two operands are the same thing. */
function operand(node: AstValue, env: Circumstances): Value {
  const value = evaluate(node, env);
  if (value.constant !== undefined || value.same !== undefined || !value.present) return value;
  if (!isAstNode(node) || !isStable(node)) return value;
  const same = JSON.stringify(node, (key, inner) =>
    key === "location" || key.startsWith("list_") ? undefined : inner,
  );
  return { ...value, same };
}

/** Whether the node gives one value for one row and one request: columns, constants, the request's facts. */
function isStable(node: AstNode): boolean {
  let stable = true;
  walk(node, (kind, fields) => {
    if (kind === "SubLink") stable = false;
    if (kind === "FuncCall") {
      const { schema, name } = funcName(fields);
      if (schema !== "auth" && name !== "current_setting") stable = false;
    }
  });
  return stable;
}

function evaluate(node: AstValue, env: Circumstances): Value {
  if (isNode(node, "A_Const")) return constantOf(constValue(node));
  if (isNode(node, "ColumnRef")) {
    const [column = "", ...deeper] = columnRefParts(node);
    if (deeper.length > 0) return UNKNOWN;
    const value = env.assumed?.(column);
    if (value !== undefined) return constantOf(value);
    return env.notNull(column) ? SOMETHING : UNKNOWN;
  }
  if (isNode(node, "BoolExpr")) return boolExpr(node.BoolExpr, env);
  if (isNode(node, "NullTest")) {
    const { nullable, present } = evaluate(node.NullTest.arg, env);
    const isNull = node.NullTest.nulltesttype === "IS_NULL";
    return truth({ true: isNull ? nullable : present, false: isNull ? present : nullable });
  }
  if (isNode(node, "BooleanTest")) return booleanTest(node.BooleanTest, env);
  if (isNode(node, "A_Expr")) return operator(node.A_Expr, env);
  if (isNode(node, "CoalesceExpr")) return coalesce(nodeList(node.CoalesceExpr.args), env);
  if (isNode(node, "CaseExpr")) return caseExpr(node.CaseExpr, env);
  if (isNode(node, "SubLink")) return subLink(node.SubLink, env);
  if (isNode(node, "FuncCall")) return funcCall(node.FuncCall, env);
  if (isNode(node, "SQLValueFunction")) {
    return ["SVFOP_CURRENT_USER", "SVFOP_CURRENT_ROLE", "SVFOP_USER"].includes(
      String(node.SQLValueFunction.op),
    )
      ? constantOf(env.caller)
      : SOMETHING;
  }
  if (isNode(node, "TypeCast")) {
    const inner = evaluate(node.TypeCast.arg, env);
    const type = nameParts(isAstNode(node.TypeCast.typeName) ? node.TypeCast.typeName.names : undefined).at(
      -1,
    );
    if (inner.claims) return inner;
    // A text stays what it is in these types; other casts may change how it compares.
    const kept = ["text", "varchar", "name", "uuid", "bool", "int4"].includes(type ?? "");
    return { nullable: inner.nullable, present: inner.present, ...(kept ? pick(inner) : {}) };
  }
  return UNKNOWN;
}

function boolExpr(node: AstNode, env: Circumstances): Value {
  const args = nodeList(node.args).map((arg) => evaluate(arg, env));
  if (node.boolop !== "NOT_EXPR") return join(args, node.boolop === "AND_EXPR" ? "and" : "or");
  const [arg = UNKNOWN] = args;
  return truth({ true: canBe(arg, false), false: canBe(arg, true), null: arg.nullable });
}

function booleanTest(node: AstNode, env: Circumstances): Value {
  const arg = evaluate(node.arg, env);
  const test = String(node.booltesttype);
  const wanted = { true: canBe(arg, true), false: canBe(arg, false), null: arg.nullable };
  const subject = test.endsWith("TRUE") ? "true" : test.endsWith("FALSE") ? "false" : "null";
  const fits = wanted[subject];
  const differs = Object.entries(wanted).some(([outcome, possible]) => outcome !== subject && possible);
  const negated = test.startsWith("IS_NOT");
  return truth({ true: negated ? differs : fits, false: negated ? fits : differs });
}

function operator(node: AstNode, env: Circumstances): Value {
  const kind = String(node.kind);
  const name = nameParts(node.name).at(-1) ?? "";
  const left = operand(node.lexpr, env);
  if (kind === "AEXPR_OP_ANY" || kind === "AEXPR_OP_ALL" || kind === "AEXPR_IN") {
    return membership(left, node, env);
  }
  const right = operand(node.rexpr, env);
  if (kind === "AEXPR_NULLIF") {
    const same = equal(left, right);
    if (same === true) return NULL;
    return same === false || !right.present ? left : { ...left, nullable: true };
  }
  if (kind === "AEXPR_DISTINCT" || kind === "AEXPR_NOT_DISTINCT") {
    const same = equal(left, right);
    const both = left.present && right.present;
    const mixed = left.same === undefined || left.same !== right.same;
    const differ =
      (both && same !== true) ||
      (mixed && ((left.nullable && right.present) || (left.present && right.nullable)));
    const agree = (both && same !== false) || (left.nullable && right.nullable);
    return kind === "AEXPR_DISTINCT"
      ? truth({ true: differ, false: agree })
      : truth({ true: agree, false: differ });
  }
  if (["->", "->>", "#>", "#>>"].includes(name)) return claim(left, node, { name, env });
  if (name === "~~" || name === "~~*") return strict(left, right, right.constant === "%" ? true : undefined);
  return compare(name, left, right);
}

function membership(left: Value, node: AstNode, env: Circumstances): Value {
  const list = isNode(node.rexpr, "TypeCast") ? node.rexpr.TypeCast.arg : node.rexpr;
  const elements = isNode(list, "A_ArrayExpr")
    ? nodeList(list.A_ArrayExpr.elements)
    : isNode(list, "List")
      ? nodeList(list.List.items)
      : undefined;
  const values = elements?.map((element) => operand(element, env)) ?? arrayLiteral(stringConst(list));
  if (values === undefined || values.length === 0) return UNKNOWN;
  const name = nameParts(node.name).at(-1) ?? "";
  const every = node.kind === "AEXPR_OP_ALL" || (node.kind === "AEXPR_IN" && name === "<>");
  const outcomes = values.map((value) => compare(name, left, value));
  return join(outcomes, every ? "and" : "or");
}

function claim(left: Value, node: AstNode, { name, env }: { name: string; env: Circumstances }): Value {
  if (!left.present) return NULL;
  const text = stringConst(node.rexpr);
  if (!left.claims || text === undefined) return UNKNOWN;
  const [key = "", ...deeper] = name.startsWith("#") ? text.replace(/^\{|\}$/g, "").split(",") : [text];
  if (env.caller === "anon" && CLAIMS_OF_A_SESSION.has(key)) return NULL;
  if (deeper.length > 0) return UNKNOWN;
  if (key === "role") return name.endsWith(">>") ? constantOf(env.caller) : SOMETHING;
  return env.caller === "authenticated" && CLAIMS_OF_EVERY_SESSION.has(key) ? SOMETHING : UNKNOWN;
}

function funcCall(node: AstNode, env: Circumstances): Value {
  const { schema, name } = funcName(node);
  if (schema === "auth") {
    if (name === "role") return constantOf(env.caller);
    // The Data API always sets the claims; without a token they are {"role": "anon"}.
    if (name === "jwt") return { ...SOMETHING, claims: true };
    if (name === "uid") return env.caller === "anon" ? NULL : SOMETHING;
    return name === "email" && env.caller === "anon" ? NULL : UNKNOWN;
  }
  if (name !== "current_setting" || (schema !== undefined && schema !== "pg_catalog")) return UNKNOWN;
  const setting = stringConst(nodeList(node.args)[0]);
  if (setting === "request.jwt.claims") return { ...SOMETHING, claims: true };
  return setting === "role" ? constantOf(env.caller) : UNKNOWN;
}

function coalesce(args: readonly AstNode[], env: Circumstances): Value {
  const candidates: Value[] = [];
  for (const arg of args) {
    const value = operand(arg, env);
    if (value.present) candidates.push({ ...value, nullable: false });
    if (!value.nullable) return oneOf(candidates);
  }
  return oneOf([...candidates, NULL]);
}

function caseExpr(node: AstNode, env: Circumstances): Value {
  const subject = node.arg === undefined ? undefined : evaluate(node.arg, env);
  const candidates: Value[] = [];
  for (const branch of nodeList(node.args)) {
    if (!isNode(branch, "CaseWhen")) return UNKNOWN;
    const condition = evaluate(branch.CaseWhen.expr, env);
    const outcome = subject === undefined ? condition : compare("=", subject, condition);
    if (canBe(outcome, true)) candidates.push(operand(branch.CaseWhen.result, env));
    if (isCertain(outcome)) return oneOf(candidates);
  }
  return oneOf([...candidates, node.defresult === undefined ? NULL : operand(node.defresult, env)]);
}

function subLink(node: AstNode, env: Circumstances): Value {
  const exists = node.subLinkType === "EXISTS_SUBLINK";
  const select = isNode(node.subselect, "SelectStmt") ? node.subselect.SelectStmt : {};
  const plain =
    select.fromClause === undefined &&
    select.op === "SETOP_NONE" &&
    !["valuesLists", "withClause", "havingClause", "groupClause", "limitCount", "limitOffset"].some(
      (clause) => select[clause] !== undefined,
    );
  if (!plain) return finds(select, env) ? (exists ? SOMETHING : UNKNOWN) : emptySubquery(node, select);
  const row = select.whereClause === undefined ? truth({ true: true }) : evaluate(select.whereClause, env);
  if (exists) {
    return truth({ true: canBe(row, true), false: canBe(row, false) || row.nullable });
  }
  const [target] = nodeList(select.targetList);
  if (node.subLinkType !== "EXPR_SUBLINK" || !isNode(target, "ResTarget")) return UNKNOWN;
  const value = evaluate(target.ResTarget.val, env);
  return isCertain(row) ? value : { ...value, nullable: true };
}

/** Whether a select may find a row: not where its condition is never true, whatever the tables hold. */
function finds(select: AstNode, env: Circumstances): boolean {
  if (select.whereClause === undefined || select.havingClause !== undefined) return true;
  return canBe(evaluate(select.whereClause, env), true);
}
