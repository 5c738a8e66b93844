import { type AstNode, type AstValue, isAstNode, nodeList } from "./ast.ts";
import type { SqlParser } from "./parser.ts";
import type { BodyStatement, Declaration } from "./plpgsql.ts";
import { splitAssignment } from "./plpgsql_assignment.ts";
import { readDeclarations } from "./plpgsql_declarations.ts";
import { columnRefParts, fieldsOf, isNode } from "./walk.ts";

/** An EXECUTE of any form. */
export interface Execution {
  /** Value that yields the text to run. */
  readonly expression: AstNode;
  /** Number of USING parameters. */
  readonly parameters: number;
  readonly line: number;
}

/** What a body assigns to the names of its variables; `r.t` is a field of a record. */
export interface Assignments {
  /** Expressions whose value the name can have. */
  readonly values: ReadonlyMap<string, readonly AstNode[]>;
  /** Names that also receive values from elsewhere: a query, a cursor, an EXECUTE. */
  readonly opaque: ReadonlySet<string>;
}

/** A PL/pgSQL body, read. */
export interface PlpgsqlTree extends Assignments {
  readonly statements: readonly BodyStatement[];
  readonly executions: readonly Execution[];
  readonly declarations: readonly Declaration[];
  /** Types of all variables by name, arguments and trigger variables included. */
  readonly types: ReadonlyMap<string, string>;
  readonly aliases: ReadonlyMap<string, string>;
}

interface TreeSource {
  readonly root: AstNode;
  readonly body: string;
}

/** Fields that hold the text of an EXECUTE, by statement. */
const DYNAMIC_FIELDS: Readonly<Record<string, string>> = {
  PLpgSQL_stmt_dynexecute: "query",
  PLpgSQL_stmt_dynfors: "query",
  PLpgSQL_stmt_return_query: "dynquery",
  PLpgSQL_stmt_open: "dynquery",
};

/** Reads the tree of the PL/pgSQL parser. Throws SqlSyntaxError for an expression the parser refuses. */
export function readPlpgsqlTree(parser: SqlParser, { root, body }: TreeSource): PlpgsqlTree {
  const statements: BodyStatement[] = [];
  const executions: Execution[] = [];
  const values = new Map<string, AstNode[]>();
  const opaque = new Set<string>();

  const parseExpr = (expr: AstNode, line: number): BodyStatement[] => {
    const { text, expression } = queryOf(parser, expr);
    return parser.parse(text).statements.map(({ node, kind }) => ({ node, kind, text, line, expression }));
  };
  const assign = (name: string, value: AstNode) => {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  };

  const visitFields = (kind: string, fields: AstNode, outerLine: number): void => {
    const line = typeof fields.lineno === "number" ? fields.lineno : outerLine;
    const results: Record<string, BodyStatement[]> = {};
    for (const [field, value] of Object.entries(fields)) {
      if (isNode(value, "PLpgSQL_expr")) {
        const into = variablesOf({ kind, field, fields });
        results[field] = parseExpr(value.PLpgSQL_expr, line).map((statement) =>
          into.length === 0 ? statement : { ...statement, into },
        );
        statements.push(...results[field]);
      } else if (!["var", "target", "datatype"].includes(field)) visit(value, line);
    }
    const dynamic = firstValue(results[DYNAMIC_FIELDS[kind] ?? ""]?.[0]?.node);
    if (dynamic) executions.push({ expression: dynamic, parameters: nodeList(fields.params).length, line });
    recordTargets({ kind, fields, results }, { assign, opaque });
    const element = kind === "PLpgSQL_stmt_foreach_a" ? firstValue(results.expr?.[0]?.node) : undefined;
    if (element) assign(datumName(root, fields.varno), element);
  };
  const visit = (value: AstValue, line: number): void => {
    if (Array.isArray(value)) for (const item of value as readonly AstValue[]) visit(item, line);
    else if (isNode(value, "PLpgSQL_expr")) statements.push(...parseExpr(value.PLpgSQL_expr, line));
    else if (isAstNode(value)) {
      for (const [kind, fields] of Object.entries(value))
        if (isAstNode(fields)) visitFields(kind, fields, line);
    }
  };

  const datums = readDeclarations(parser, { root, body });
  for (const { name, line, text, isCursor } of datums.defaults) {
    const parsed = parser.parse(isCursor ? text : `select ${text}`).statements;
    const into = isCursor ? {} : { into: [name] };
    statements.push(
      ...parsed.map(({ node, kind }) => ({ node, kind, text, line, expression: !isCursor, ...into })),
    );
    const value = isCursor ? undefined : firstValue(parsed[0]?.node);
    if (value) assign(name, value);
  }
  visit(root.action, 1);
  const { declarations, types, aliases } = datums;
  return { statements, executions, declarations, types, aliases, values, opaque };
}

/** Name of the variable at a place of the list of all; a place of 0 is left out of the JSON. */
function datumName(root: AstNode, place: AstValue): string {
  const datum = nodeList(root.datums)[typeof place === "number" ? place : 0];
  const name = isNode(datum, "PLpgSQL_var") ? datum.PLpgSQL_var.refname : undefined;
  return typeof name === "string" ? name : "";
}

/** RawParseMode of an expression: 0 a statement, 2 an expression, 3 to 5 an assignment. */
function queryOf(parser: SqlParser, expr: AstNode): { readonly text: string; readonly expression: boolean } {
  const query = typeof expr.query === "string" ? expr.query : "";
  const mode = typeof expr.parseMode === "number" ? expr.parseMode : 0;
  if (mode === 0) return { text: query, expression: false };
  return { text: `select ${mode === 2 ? query : splitAssignment(parser, query).value}`, expression: true };
}

/** The first value of a SELECT. */
function firstValue(node: AstNode | undefined): AstNode | undefined {
  return targetsOf(node)[0]?.value;
}

function targetsOf(node: AstNode | undefined): readonly { readonly name: string; readonly value: AstNode }[] {
  const select = node && isNode(node, "SelectStmt") ? node.SelectStmt : undefined;
  return nodeList(select?.targetList).flatMap((item) => {
    const target = fieldsOf(item, "ResTarget");
    if (!target || !isAstNode(target.val)) return [];
    const name = typeof target.name === "string" ? target.name : (columnRefParts(target.val).at(-1) ?? "");
    return [{ name, value: target.val }];
  });
}

interface TargetSource {
  readonly kind: string;
  readonly fields: AstNode;
  readonly results: Readonly<Record<string, readonly BodyStatement[]>>;
}

interface TargetSink {
  assign(name: string, value: AstNode): void;
  readonly opaque: Set<string>;
}

/** Notes which names a statement gives values to. */
function recordTargets({ kind, fields, results }: TargetSource, { assign, opaque }: TargetSink): void {
  if (kind === "PLpgSQL_stmt_assign") {
    const query = isAstNode(fields.expr)
      ? (fields.expr.PLpgSQL_expr as AstNode | undefined)?.query
      : undefined;
    const value = firstValue(results.expr?.[0]?.node);
    if (value && typeof query === "string") assign(assignedName(query), value);
    return;
  }
  const query =
    results.sqlstmt?.[0]?.node ?? (kind === "PLpgSQL_stmt_fors" ? results.query?.[0]?.node : undefined);
  const targets = targetsOf(query);
  for (const target of [fields.target, fields.var]) {
    if (!isAstNode(target)) continue;
    const { names, isRecord } = targetNames(target);
    if (isRecord) {
      const [record = ""] = names;
      if (targets.length === 0) opaque.add(record);
      for (const { name, value } of targets) assign(`${record}.${name}`, value);
    } else if (targets.length === names.length) {
      names.forEach((name, index) => {
        const value = targets[index]?.value;
        if (value) assign(name, value);
      });
    } else if (kind !== "PLpgSQL_stmt_fori") for (const name of names) opaque.add(name);
  }
}

/** The variables that take the columns of a statement's query, by position; or the one record that takes them all. */
function variablesOf({
  kind,
  field,
  fields,
}: {
  readonly kind: string;
  readonly field: string;
  readonly fields: AstNode;
}): readonly string[] {
  if (kind === "PLpgSQL_stmt_assign") {
    const expr = isNode(fields.expr, "PLpgSQL_expr") ? fields.expr.PLpgSQL_expr : undefined;
    return typeof expr?.query === "string" ? [assignedName(expr.query)] : [];
  }
  const target =
    kind === "PLpgSQL_stmt_execsql" && field === "sqlstmt"
      ? fields.target
      : kind === "PLpgSQL_stmt_fors" && field === "query"
        ? fields.var
        : undefined;
  return isAstNode(target) ? targetNames(target).names : [];
}

/** The name before `:=` or `=`, without subscripts. */
function assignedName(query: string): string {
  const match = /^\s*((?:"(?:[^"]|"")*"|[^\s:=[."]+)(?:\s*\.\s*(?:"(?:[^"]|"")*"|[^\s:=[."]+))*)/.exec(query);
  return (match?.[1] ?? "")
    .split(".")
    .map((part) => part.trim())
    .map((part) => (part.startsWith('"') ? part.slice(1, -1).replaceAll('""', '"') : part.toLowerCase()))
    .join(".");
}

function targetNames(target: AstNode): { readonly names: readonly string[]; readonly isRecord: boolean } {
  const record = fieldsOfAny(target, "PLpgSQL_rec");
  if (record) return { names: [String(record.refname)], isRecord: true };
  const row = fieldsOfAny(target, "PLpgSQL_row");
  if (row) return { names: nodeList(row.fields).map(({ name }) => String(name)), isRecord: false };
  return { names: [String(fieldsOfAny(target, "PLpgSQL_var")?.refname ?? "")], isRecord: false };
}

function fieldsOfAny(target: AstNode, kind: string): AstNode | undefined {
  return isNode(target, kind) ? target[kind] : undefined;
}
