import { type AstNode, type AstValue, isAstNode } from "../sql/ast.ts";
import { classifyDynamic } from "../sql/dynamic_sql.ts";
import type { SqlParser } from "../sql/parser.ts";
import { SqlSyntaxError } from "../sql/parser.ts";
import type { BodyInput } from "../sql/plpgsql.ts";
import { readPlpgsqlTree } from "../sql/plpgsql_tree.ts";
import { parseWrapped } from "../sql/plpgsql_wrapper.ts";
import { lineFinder } from "../sql/statement_lines.ts";
import { constValue, isNode } from "../sql/walk.ts";

/** A statement or expression of a body, with its line in it. */
export interface InnerStatement {
  readonly kind: string;
  readonly node: AstNode;
  /** 1-based line in the body. */
  readonly line: number;
  /** It may never run, or what goes wrong in it is caught. */
  readonly guarded: boolean;
}

/** A body's statements, whatever its language. */
export interface BodyStatements {
  readonly statements: readonly InnerStatement[];
  /** What texts do that it puts together and runs: nothing else tells of these objects. */
  readonly untold: Untold;
}

/** What texts may do that a body puts together and runs. */
export interface Untold {
  /** Words of such texts, where they create something: its name may be among them. */
  readonly creates: ReadonlySet<string>;
  /** Kinds of objects that they drop, in lower case, as SQL names them: `policy`, `table`. */
  readonly drops: ReadonlySet<string>;
}

/** Why a body is no SQL. */
export interface BodyFault {
  readonly message: string;
  /** 1-based line in the body. */
  readonly line: number;
}

const NOTHING_UNTOLD: Untold = { creates: new Set(), drops: new Set() };

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
  const statements = parser.parseTrees(body).map(({ node, kind, offset }) => ({
    kind,
    node: fieldsIn(node, kind),
    line: lineAt(offset),
    guarded: false,
  }));
  return { statements, untold: NOTHING_UNTOLD };
}

function readPlpgsql(parser: SqlParser, input: BodyInput): BodyStatements {
  const root = parseWrapped(parser, input);
  const tree = readPlpgsqlTree(parser, { root, body: input.body });
  const statements = tree.statements.flatMap(({ kind, line, simple, guarded = false, ...rest }) =>
    // A simple expression refers to nothing but variables.
    simple === undefined ? [{ kind, line, guarded, node: fieldsIn(rest.node, kind) }] : [],
  );
  let untold = NOTHING_UNTOLD;
  for (const execution of tree.executions) {
    const { constantText, line } = classifyDynamic(execution, { input, tree });
    const guarded = execution.guarded === true;
    if (constantText !== undefined) statements.push(...readDynamic(parser, constantText, { line, guarded }));
    else if (untold === NOTHING_UNTOLD) {
      untold = untoldOf([
        ...tree.statements.flatMap((each) => (each.simple ? [] : [each.node])),
        execution.expression,
      ]);
    }
  }
  return { statements, untold };
}

function readDynamic(
  parser: SqlParser,
  text: string,
  place: Pick<InnerStatement, "line" | "guarded">,
): readonly InnerStatement[] {
  try {
    return parser.parseTrees(text).map(({ node, kind }) => ({ kind, node: fieldsIn(node, kind), ...place }));
  } catch (error) {
    if (error instanceof SqlSyntaxError) return [];
    throw error;
  }
}

const DROPPED = /\bdrop\s+(?:materialized\s+|foreign\s+|event\s+)?(\w+)/gi;

/** Texts that are put together are no SQL yet: only their words can be looked at. */
function untoldOf(nodes: readonly AstNode[]): Untold {
  const constants = nodes.flatMap(constantsIn);
  const isMaking = constants.some((text) =>
    /\b(?:create|rename\s+to|set\s+schema)\b(?!\s+(?:unique\s+)?(?:index|policy|trigger))/i.test(text),
  );
  const words = isMaking ? constants.flatMap((text) => text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []) : [];
  return {
    creates: new Set(words),
    drops: new Set(
      constants.flatMap((text) => [...text.matchAll(DROPPED)].map(([, kind = ""]) => kind.toLowerCase())),
    ),
  };
}

function constantsIn(value: AstValue): readonly string[] {
  if (Array.isArray(value)) return (value as readonly AstValue[]).flatMap(constantsIn);
  if (isNode(value, "A_Const")) {
    const text = constValue(value);
    return typeof text === "string" ? [text] : [];
  }
  return isAstNode(value) ? Object.values(value).flatMap(constantsIn) : [];
}

function fieldsIn(node: AstNode, kind: string): AstNode {
  const fields = node[kind];
  return isAstNode(fields) ? fields : {};
}
