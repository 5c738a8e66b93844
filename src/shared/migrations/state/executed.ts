import type { AstNode } from "../../sql/ast.ts";
import type { SqlParser } from "../../sql/parser.ts";
import { BodyUnparsable, type RoutineBody } from "../../sql/plpgsql.ts";
import { readRoutineStatement } from "../../sql/routine_statement.ts";
import type { ReadStatement } from "../reading.ts";
import { templateStatements } from "./dynamic_text.ts";
import type { Origin } from "./schema_objects.ts";
import { bodyLineOf, bodyOfStatement } from "./statement_bodies.ts";

/** The text of an EXECUTE as an expression, and the body around it. */
export interface Template {
  readonly expression: AstNode;
  readonly body: RoutineBody;
}

/** A statement that runs when a migration runs: one of the file, or one of a DO block. */
export interface Executed {
  /** Wrapped. */
  readonly node: AstNode;
  readonly kind: string;
  readonly origin: Origin;
  /** It stands in a DO block, mostly behind a condition. */
  readonly inBlock: boolean;
  /** Of an EXECUTE whose text has values that are not in it. Names then may be holes. */
  readonly template?: Template;
}

/** What a statement runs, in order. A DO block that cannot be read runs nothing here; analyze reports it elsewhere. */
export function* executedBy(statement: ReadStatement, parser: SqlParser): Generator<Executed> {
  const { node, kind, line, column, text } = statement.statement;
  if (kind !== "DoStmt") {
    yield { node, kind, origin: { statement, line, column }, inBlock: false };
    return;
  }
  yield* executedByBody(node, { parser, text, origin: { statement, line, column } });
}

/** What the body of a wrapped routine or DO statement runs; lines are those of its text, which begins at the origin. */
export function* executedByBody(
  node: AstNode,
  { parser, text, origin }: { readonly parser: SqlParser; readonly text: string; readonly origin: Origin },
): Generator<Executed> {
  const body = bodyOfStatement(parser, node);
  if (body === undefined || body instanceof BodyUnparsable) return;
  const before = origin.line - 1 + bodyLineOf(text, readRoutineStatement(node)?.body ?? "");
  const at = (line: number): Origin => ({ statement: origin.statement, line: before + line });
  const found: Executed[] = [];
  for (const statement of body.statements) {
    if (statement.expression) continue;
    found.push({ node: statement.node, kind: statement.kind, origin: at(statement.line), inBlock: true });
  }
  for (const { expression, constantText, line } of body.dynamic) {
    for (const tree of templateStatements(parser, expression, body)) {
      const executed: Executed = { ...tree, origin: at(line), inBlock: true };
      found.push(constantText === undefined ? { ...executed, template: { expression, body } } : executed);
    }
  }
  yield* found.sort((left, right) => left.origin.line - right.origin.line);
}
