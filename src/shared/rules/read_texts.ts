import { isUserObject } from "../catalog/scope.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { wasRead } from "../catalog/unread_parts.ts";
import { textsOfPolicies } from "../facts/known_texts.ts";
import { isNewBody, readBody } from "../facts/routine_bodies.ts";
import type { BodyFactsCache } from "../sql/body_facts_cache.ts";
import { type SqlParser, SqlSyntaxError } from "../sql/parser.ts";
import { expressionKey, rememberingParser } from "../sql/remembered_expressions.ts";
import { repeatedCalls } from "./auth_rls_initplan.ts";
import { parsePolicyText } from "./policy_expression.ts";

/** What parses one text and keeps what the rules will ask of it. */
export type TextTask = (parser: SqlParser) => void;

/**
 * The policies' expressions and the routines' bodies of a snapshot that the cache does not know, each as the work to
 * read it. A text that is no SQL is kept as that.
 */
export function newTexts(snapshot: CatalogSnapshot, cache: BodyFactsCache): readonly TextTask[] {
  const expressions = textsOfPolicies(snapshot)
    .filter((text) => !cache.has(expressionKey(text)))
    .map(
      (text): TextTask =>
        (parser) =>
          readExpression(text, rememberingParser(cache, parser)),
    );
  const bodies = (wasRead(snapshot, "routines") ? snapshot.routines : [])
    .filter((routine) => isUserObject(routine) && isNewBody(routine, cache))
    .map(
      (routine): TextTask =>
        (parser) =>
          void readBody(parser, routine, cache),
    );
  return [...expressions, ...bodies];
}

/** The tokens of some expressions are asked for beside their trees. */
function readExpression(text: string, parser: SqlParser): void {
  const tree = parsePolicyText(parser, text);
  if (!(tree instanceof SqlSyntaxError)) repeatedCalls(tree, text, parser);
}
