import type { AstNode } from "./ast.ts";
import type { SqlParser, StatementTree } from "./parser.ts";
import { SqlSyntaxError } from "./parser.ts";
import type { BodyStatement } from "./plpgsql.ts";
import { splitAssignment } from "./plpgsql_assignment.ts";
import { readSimpleExpression } from "./simple_expression.ts";

/** A query, command or expression of a body before it is parsed. */
export interface BodyText {
  /** What to parse: an expression is the SELECT that yields it. */
  readonly text: string;
  readonly line: number;
  readonly expression: boolean;
  readonly into?: readonly string[];
  readonly guarded?: true;
}

/** A plain assignment's target and sign; a target with subscripts is left to the scanner. */
const PLAIN_TARGET =
  /^\s*(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*)(?:\s*\.\s*(?:"(?:[^"]|"")*"|[\p{L}_][\p{L}\p{N}_$]*))*\s*:?=/u;

/** The text to parse for an expression of the PL/pgSQL tree. RawParseMode: 0 a statement, 2 an expression, 3 to 5 an assignment. */
export function queryOf(parser: SqlParser, expr: AstNode): Pick<BodyText, "text" | "expression"> {
  const query = typeof expr.query === "string" ? expr.query : "";
  const mode = typeof expr.parseMode === "number" ? expr.parseMode : 0;
  if (mode === 0) return { text: query, expression: false };
  return { text: `select ${mode === 2 ? query : assignedValue(parser, query)}`, expression: true };
}

function assignedValue(parser: SqlParser, query: string): string {
  const target = PLAIN_TARGET.exec(query)?.[0];
  return target === undefined ? splitAssignment(parser, query).value : query.slice(target.length);
}

/**
 * The statements of the texts, in order. All that need parsing go through the parser at once, since each call of it
 * costs as much as a short statement does; simple expressions are parsed when somebody asks for their tree.
 */
export function parseBodyTexts(parser: SqlParser, texts: readonly BodyText[]): readonly BodyStatement[] {
  const simple = texts.map(({ text, expression }) =>
    expression ? readSimpleExpression(text.slice("select ".length)) : undefined,
  );
  const asked = texts.filter((_text, index) => simple[index] === undefined);
  const trees = parseTogether(parser, asked);
  let next = 0;
  return texts.map(({ text, ...place }, index): BodyStatement => {
    const plain = simple[index];
    if (plain !== undefined) return lazyStatement(parser, text, { ...place, simple: plain });
    const { node, kind } = trees[next++] ?? { node: {}, kind: "" };
    return { node, kind, ...place };
  });
}

/** One tree a text: the PL/pgSQL parser has made sure that each holds one statement. */
function parseTogether(parser: SqlParser, texts: readonly BodyText[]): readonly StatementTree[] {
  if (texts.length > 1) {
    try {
      const trees = parser.parseTrees(texts.map(({ text }) => text).join("\n;\n"));
      if (trees.length === texts.length) return trees;
    } catch (error) {
      if (!(error instanceof SqlSyntaxError)) throw error;
    }
  }
  return texts.map(({ text }) => parser.parseTrees(text)[0] ?? { node: {}, kind: "", offset: 0 });
}

function lazyStatement(
  parser: SqlParser,
  text: string,
  facts: Omit<BodyStatement, "node" | "kind">,
): BodyStatement {
  let node: AstNode | undefined;
  return {
    ...facts,
    kind: "SelectStmt",
    get node() {
      node ??= parser.parseTrees(text)[0]?.node ?? {};
      return node;
    },
  };
}
