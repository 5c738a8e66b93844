import { type AstNode, type AstValue, isAstNode, nodeList } from "./ast.ts";
import type { SqlParser } from "./parser.ts";
import type { BodyStatement, Declaration } from "./plpgsql.ts";
import { type DeclaredDefault, readDeclarations } from "./plpgsql_declarations.ts";
import { type BodyText, parseBodyTexts, queryOf } from "./plpgsql_expressions.ts";
import { columnRefParts, fieldsOf, isNode } from "./walk.ts";

/** An EXECUTE of any form. */
export interface Execution {
  /** Value that yields the text to run. */
  readonly expression: AstNode;
  /** Number of USING parameters. */
  readonly parameters: number;
  readonly line: number;
  /** It stands behind a condition, or an error in it is caught. */
  readonly guarded?: true;
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
  /** Types of all variables by every name, empty for those that PL/pgSQL declares itself. */
  readonly variables: ReadonlyMap<string, string>;
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

/** A node of the PL/pgSQL tree, and the places of its expressions in the list of texts. */
interface VisitedNode {
  readonly kind: string;
  readonly fields: AstNode;
  readonly line: number;
  readonly slots: Readonly<Record<string, number>>;
}

/** Fields that hold variables, whose declarations are read elsewhere. */
const VARIABLE_FIELDS: ReadonlySet<string> = new Set(["var", "target", "datatype"]);

/** Reads the tree of the PL/pgSQL parser. Throws SqlSyntaxError for an expression the parser refuses. */
export function readPlpgsqlTree(parser: SqlParser, { root, body }: TreeSource): PlpgsqlTree {
  const texts: BodyText[] = [];
  const nodes: VisitedNode[] = [];
  // What stands behind a condition may never run; nor does anything after a RETURN that stands behind one.
  let isGuarded = false;
  let mayHaveReturned = false;

  const place = (line: number) =>
    isGuarded || mayHaveReturned ? { line, guarded: true as const } : { line };
  const visitFields = (kind: string, fields: AstNode, outerLine: number): void => {
    const line = typeof fields.lineno === "number" ? fields.lineno : outerLine;
    const slots: Record<string, number> = {};
    for (const field in fields) {
      const value = fields[field];
      if (typeof value !== "object") continue;
      if (isNode(value, "PLpgSQL_expr")) {
        const into = variablesOf({ kind, field, fields });
        slots[field] = texts.length;
        texts.push({
          ...queryOf(parser, value.PLpgSQL_expr),
          ...place(line),
          ...(into.length === 0 ? {} : { into }),
        });
      } else if (!VARIABLE_FIELDS.has(field)) {
        const outer = isGuarded;
        isGuarded ||= isBehindGuard(kind, field, fields);
        visit(value, line);
        isGuarded = outer;
      }
    }
    if (kind === "PLpgSQL_stmt_return" && isGuarded) mayHaveReturned = true;
    nodes.push({ kind, fields, ...place(line), slots });
  };
  const visit = (value: AstValue, line: number): void => {
    if (Array.isArray(value)) for (const item of value as readonly AstValue[]) visit(item, line);
    else if (isNode(value, "PLpgSQL_expr")) {
      texts.push({ ...queryOf(parser, value.PLpgSQL_expr), ...place(line) });
    } else if (isAstNode(value)) {
      for (const kind in value) {
        const fields = value[kind];
        if (isAstNode(fields)) visitFields(kind, fields, line);
      }
    }
  };

  const { declarations, types, aliases, variables, defaults } = readDeclarations(parser, { root, body });
  for (const { name, line, text, isCursor } of defaults) {
    texts.push(
      isCursor
        ? { text, line, expression: false }
        : { text: `select ${text}`, line, expression: true, into: [name] },
    );
  }
  visit(root.action, 1);
  const statements = parseBodyTexts(parser, texts);
  const dynamic = nodes.flatMap(({ kind, fields, line, slots }) => {
    const slot = slots[DYNAMIC_FIELDS[kind] ?? ""];
    const statement = slot === undefined ? undefined : statements[slot];
    const expression = firstValue(statement?.node);
    if (!expression) return [];
    const guarded = statement?.guarded === true ? { guarded: true as const } : {};
    return [{ expression, parameters: nodeList(fields.params).length, line, ...guarded }];
  });
  // What is assigned matters to the texts of EXECUTE alone, and asks for the tree of every expression.
  const assigned: Assignments =
    dynamic.length === 0
      ? { values: new Map(), opaque: new Set() }
      : readAssignments({ root, statements, nodes, defaults });
  return { statements, executions: dynamic, declarations, types, aliases, variables, ...assigned };
}

/** Parts of statements that run only where a condition holds, once for each row, or with their errors caught. */
function isBehindGuard(kind: string, field: string, fields: AstNode): boolean {
  switch (kind) {
    case "PLpgSQL_stmt_block":
      return fields.exceptions !== undefined;
    case "PLpgSQL_stmt_if":
    case "PLpgSQL_stmt_case":
      return true;
    case "PLpgSQL_stmt_fori":
    case "PLpgSQL_stmt_fors":
    case "PLpgSQL_stmt_forc":
    case "PLpgSQL_stmt_dynfors":
    case "PLpgSQL_stmt_foreach_a":
    case "PLpgSQL_stmt_while":
      return field === "body";
    default:
      return false;
  }
}

function readAssignments({
  root,
  statements,
  nodes,
  defaults,
}: {
  readonly root: AstNode;
  readonly statements: readonly BodyStatement[];
  readonly nodes: readonly VisitedNode[];
  readonly defaults: readonly DeclaredDefault[];
}): Assignments {
  const values = new Map<string, AstNode[]>();
  const opaque = new Set<string>();
  const assign = (name: string, value: AstNode) => {
    const known = values.get(name);
    if (known) known.push(value);
    else values.set(name, [value]);
  };
  defaults.forEach(({ name, isCursor }, index) => {
    const value = isCursor ? undefined : firstValue(statements[index]?.node);
    if (value) assign(name, value);
  });
  for (const { kind, fields, slots } of nodes) {
    const results = (field: string): AstNode | undefined => {
      const slot = slots[field];
      return slot === undefined ? undefined : statements[slot]?.node;
    };
    recordTargets({ kind, fields, results }, { assign, opaque });
    const element = kind === "PLpgSQL_stmt_foreach_a" ? firstValue(results("expr")) : undefined;
    if (element) assign(datumName(root, fields.varno), element);
  }
  return { values, opaque };
}

/** Name of the variable at a place of the list of all; a place of 0 is left out of the JSON. */
function datumName(root: AstNode, place: AstValue): string {
  const datum = nodeList(root.datums)[typeof place === "number" ? place : 0];
  const name = isNode(datum, "PLpgSQL_var") ? datum.PLpgSQL_var.refname : undefined;
  return typeof name === "string" ? name : "";
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
  /** The statement in a field. */
  readonly results: (field: string) => AstNode | undefined;
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
    const value = firstValue(results("expr"));
    if (value && typeof query === "string") assign(assignedName(query), value);
    return;
  }
  const query = results("sqlstmt") ?? (kind === "PLpgSQL_stmt_fors" ? results("query") : undefined);
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
