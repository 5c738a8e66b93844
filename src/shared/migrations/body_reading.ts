import { type AstNode, type AstValue, isAstNode } from "../sql/ast.ts";
import { classifyDynamic } from "../sql/dynamic_sql.ts";
import type { SqlParser } from "../sql/parser.ts";
import { SqlSyntaxError } from "../sql/parser.ts";
import type { BodyInput } from "../sql/plpgsql.ts";
import { readPlpgsqlTree } from "../sql/plpgsql_tree.ts";
import { parseWrapped } from "../sql/plpgsql_wrapper.ts";
import { lineFinder } from "../sql/statement_lines.ts";
import { constValue, isNode, wrappedKind } from "../sql/walk.ts";

/** A statement or expression of a body, with its line in it. */
export interface InnerStatement {
  readonly kind: string;
  readonly node: AstNode;
  /** 1-based line in the body. */
  readonly line: number;
}

/** A body's statements, whatever its language. */
export interface BodyStatements {
  readonly statements: readonly InnerStatement[];
  /** It asks before it acts, or catches what fails: `if`, `case`, a loop, an exception handler. */
  readonly guarded: boolean;
  /** Constants of texts that it puts together and runs: objects that nothing else tells of may be among them. */
  readonly mentions: ReadonlySet<string>;
}

/** Why a body is no SQL. */
export interface BodyFault {
  readonly message: string;
  /** 1-based line in the body. */
  readonly line: number;
}

const NONE: ReadonlySet<string> = new Set();

/** Reads the statements of a body of language sql or plpgsql; nothing for other languages. */
export function readBody(parser: SqlParser, input: BodyInput): BodyStatements | BodyFault | undefined {
  const language = input.language.toLowerCase();
  try {
    if (language === "plpgsql") return readPlpgsql(parser, input);
    if (language === "sql") return readSql(parser, input.body);
    return undefined;
  } catch (error) {
    if (error instanceof SqlSyntaxError) return { message: error.message, line: error.line };
    throw error;
  }
}

function readSql(parser: SqlParser, body: string): BodyStatements {
  const lineAt = lineFinder(body);
  const statements = parser
    .parseTrees(body)
    .map(({ node, kind, offset }) => ({ kind, node: fieldsIn(node, kind), line: lineAt(offset) }));
  return { statements, guarded: false, mentions: NONE };
}

/** Types whose tree says that the body looks before it acts. */
const GUARDS: ReadonlySet<string> = new Set([
  "PLpgSQL_exception_block",
  "PLpgSQL_stmt_case",
  "PLpgSQL_stmt_dynfors",
  "PLpgSQL_stmt_foreach_a",
  "PLpgSQL_stmt_fori",
  "PLpgSQL_stmt_fors",
  "PLpgSQL_stmt_if",
  "PLpgSQL_stmt_while",
]);

function readPlpgsql(parser: SqlParser, input: BodyInput): BodyStatements {
  const root = parseWrapped(parser, input);
  const tree = readPlpgsqlTree(parser, { root, body: input.body });
  const statements = tree.statements.flatMap(({ kind, line, simple, ...rest }) =>
    // A simple expression refers to nothing but variables.
    simple === undefined ? [{ kind, line, node: fieldsIn(rest.node, kind) }] : [],
  );
  const mentions = new Set<string>();
  for (const execution of tree.executions) {
    const { constantText, line, expression } = classifyDynamic(execution, { input, tree });
    if (constantText === undefined) {
      for (const { node } of tree.statements.filter(({ simple }) => simple === undefined))
        addConstants(node, mentions);
      addConstants(expression, mentions);
    } else statements.push(...readDynamic(parser, constantText, line));
  }
  return { statements, guarded: isGuarded(root.action), mentions: mentions.size === 0 ? NONE : mentions };
}

function readDynamic(parser: SqlParser, text: string, line: number): readonly InnerStatement[] {
  try {
    return parser.parseTrees(text).map(({ node, kind }) => ({ kind, node: fieldsIn(node, kind), line }));
  } catch (error) {
    if (error instanceof SqlSyntaxError) return [];
    throw error;
  }
}

function fieldsIn(node: AstNode, kind: string): AstNode {
  const fields = node[kind];
  return isAstNode(fields) ? fields : {};
}

function isGuarded(value: AstValue): boolean {
  if (Array.isArray(value)) return (value as readonly AstValue[]).some(isGuarded);
  if (!isAstNode(value)) return false;
  const kind = wrappedKind(value);
  if (kind !== undefined && GUARDS.has(kind)) return true;
  for (const field in value) if (isGuarded(value[field])) return true;
  return false;
}

/** The words of string constants, which a text that is put together may name objects by. */
function addConstants(value: AstValue, into: Set<string>): void {
  if (Array.isArray(value)) {
    for (const item of value as readonly AstValue[]) addConstants(item, into);
  } else if (isNode(value, "A_Const")) {
    const text = constValue(value);
    if (typeof text === "string")
      for (const word of text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []) into.add(word);
  } else if (isAstNode(value)) for (const field in value) addConstants(value[field], into);
}
