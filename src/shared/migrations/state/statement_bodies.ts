import type { AstNode } from "../../sql/ast.ts";
import type { SqlParser } from "../../sql/parser.ts";
import { analyseBody, BodyUnparsable, type RoutineBody } from "../../sql/plpgsql.ts";
import { type RoutineStatement, readRoutineStatement } from "../../sql/routine_statement.ts";

const bodies = new WeakMap<AstNode, RoutineBody | BodyUnparsable | "none">();

/**
 * The body of a wrapped CREATE FUNCTION, CREATE PROCEDURE or DO statement, read once; `undefined` for any other
 * statement and for a body in a language that is not read. Whoever has read the statement already hands that in.
 */
export function bodyOfStatement(
  parser: SqlParser,
  node: AstNode,
  read?: RoutineStatement,
): RoutineBody | BodyUnparsable | undefined {
  const known = bodies.get(node);
  if (known !== undefined) return known === "none" ? undefined : known;
  const body = analyse(parser, read ?? readRoutineStatement(node));
  bodies.set(node, body ?? "none");
  return body;
}

/** Gives up what is kept of a statement's body: the next who asks reads it anew. */
export function releaseBody(node: AstNode): void {
  bodies.delete(node);
}

function analyse(
  parser: SqlParser,
  routine: RoutineStatement | undefined,
): RoutineBody | BodyUnparsable | undefined {
  if (routine === undefined || !/^(?:sql|plpgsql)$/i.test(routine.language)) return undefined;
  try {
    return analyseBody(parser, routine);
  } catch (error) {
    if (error instanceof BodyUnparsable) return error;
    throw error;
  }
}

/**
 * Line of the statement's text, from 0, in which its body begins; a body whose quotes are doubled does not stand there
 * as it is, and is looked for by its first line.
 */
export function bodyLineOf(text: string, body: string): number {
  const whole = text.indexOf(body);
  const [first = ""] = body.trimStart().split("\n");
  const blank = body.length - body.trimStart().length;
  const at = whole >= 0 ? whole : text.indexOf(first.trim());
  if (at < 0) return 0;
  const before = text.slice(0, at).split("\n").length - 1;
  return whole >= 0 ? before : before - (body.slice(0, blank).split("\n").length - 1);
}
