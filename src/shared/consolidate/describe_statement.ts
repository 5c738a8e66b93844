import { isAstNode, nodeList } from "../sql/ast.ts";
import type { ParsedStatement } from "../sql/parser.ts";
import { funcName, isNode, relationName, stringConst } from "../sql/walk.ts";

const VERBS: Readonly<Record<string, string>> = {
  CopyStmt: "copy",
  DeleteStmt: "delete from",
  InsertStmt: "insert into",
  MergeStmt: "merge into",
  UpdateStmt: "update",
};

/** Which argument of a function names what it makes; the others may be secrets. */
const NAMES: Readonly<Record<string, number>> = {
  "cron.schedule": 0,
  "cron.unschedule": 0,
  "pgmq.create": 0,
  "pgmq.create_non_partitioned": 0,
  "pgmq.create_partitioned": 0,
  "pgmq.create_unlogged": 0,
  "vault.create_secret": 1,
};

/** What a statement is, in a few words: never a value, which may be a secret. */
export function describeStatement({ kind, node }: ParsedStatement): string {
  const fields = isAstNode(node[kind]) ? node[kind] : {};
  const verb = VERBS[kind];
  if (verb !== undefined && isAstNode(fields.relation)) return `${verb} ${nameOf(fields.relation)}`;
  if (kind === "TruncateStmt") return `truncate ${nodeList(fields.relations).map(nameOf).join(", ")}`;
  if (kind === "DoStmt") return "do block";
  if (kind === "SelectStmt" || kind === "CallStmt") return callOf(kind, fields);
  return kind
    .replace(/Stmt$/, "")
    .replace(/(?<=[a-z])(?=[A-Z])/g, " ")
    .toLowerCase();
}

function nameOf(relation: Parameters<typeof relationName>[0]): string {
  const { schema, name } = relationName(relation);
  return schema === undefined ? name : `${schema}.${name}`;
}

function callOf(kind: string, fields: Readonly<Record<string, unknown>>): string {
  const word = kind === "CallStmt" ? "call" : "select";
  const targets = Array.isArray(fields.targetList) ? nodeList(fields.targetList as never) : [];
  const [first] = targets;
  const value =
    kind === "CallStmt" ? fields.funccall : isNode(first, "ResTarget") ? first.ResTarget.val : undefined;
  const call = isNode(value as never, "FuncCall")
    ? (value as { readonly FuncCall: never }).FuncCall
    : kind === "CallStmt"
      ? value
      : undefined;
  if (!isAstNode(call)) return `${word} …`;
  const { schema, name } = funcName(call);
  const full = schema === undefined ? name : `${schema}.${name}`;
  const place = NAMES[full];
  const label = place === undefined ? undefined : stringConst(nodeList(call.args)[place]);
  return `${word} ${full}(${label === undefined ? "…" : `'${label}'`})`;
}
