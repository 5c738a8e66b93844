import { type AstNode, type AstValue, isAstNode } from "../sql/ast.ts";
import type { SqlParser } from "../sql/parser.ts";
import { SqlSyntaxError } from "../sql/parser.ts";
import type { RoutineBody } from "../sql/plpgsql.ts";
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

/** What texts may do that a body puts together and runs. */
export interface Untold {
  /** Words of such texts, where they create something: its name may be among them. */
  readonly creates: ReadonlySet<string>;
  /** Kinds of objects that they drop, in lower case, as SQL names them: `policy`, `table`. */
  readonly drops: ReadonlySet<string>;
  /** They may add, rename or drop columns. */
  readonly changesColumns: boolean;
}

/** Why a body is no SQL. */
export interface BodyFault {
  readonly message: string;
  /** 1-based line in the body. */
  readonly line: number;
}

/** The statements of a body that was read; those of constant texts that it runs are among them. */
export function innerStatements(parser: SqlParser, body: RoutineBody): readonly InnerStatement[] {
  const found: InnerStatement[] = [];
  for (const statement of body.statements) {
    // A simple expression refers to nothing but variables; its tree is parsed by whoever looks at it.
    if (statement.simple !== undefined) continue;
    const { kind, line, guarded = false } = statement;
    found.push({ kind, line, guarded, node: fieldsIn(statement.node, kind) });
  }
  for (const { constantText, guarded = false, line } of body.dynamic) {
    if (constantText !== undefined) found.push(...readDynamic(parser, constantText, { line, guarded }));
  }
  return found;
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

/** Words of a command on columns: COLUMN itself may be left out. */
const COLUMN_WORDS = /\b(?:add|column|rename)\b/i;
const DROPPED = /\bdrop\s+(?:materialized\s+|foreign\s+|event\s+)?(\w+)/gi;

/** What the texts do that a body puts together and runs; they are no SQL yet: only their words can be looked at. */
export function untoldBy(parser: SqlParser, body: RoutineBody): Untold | undefined {
  const open = body.dynamic.filter(({ constantText }) => constantText === undefined);
  if (open.length === 0) return undefined;
  const nodes = [
    ...innerStatements(parser, body).map(({ node }) => node),
    ...open.map(({ expression }) => expression),
  ];
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
    changesColumns: constants.some((text) => COLUMN_WORDS.test(text)),
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
