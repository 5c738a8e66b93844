import type { Policy } from "../catalog/policies.ts";
import type { ReadAhead } from "../catalog/read_ahead.ts";
import type { Routine } from "../catalog/routines.ts";
import { isUserObject } from "../catalog/scope.ts";
import { policyTexts } from "../facts/known_texts.ts";
import { isNewBody, readBody } from "../facts/routine_bodies.ts";
import type { BodyFactsCache } from "../sql/body_facts_cache.ts";
import { loadSqlParser, type SqlParser } from "../sql/parser.ts";
import { expressionKey, rememberingParser } from "../sql/remembered_expressions.ts";
import { functionBodyBroken } from "./function_body_broken.ts";
import { parsePolicyText } from "./policy_expression.ts";
import type { Rule } from "./rule.ts";

/** How long a step may keep the answer of the server waiting, in milliseconds. */
const STEP = 2;

/**
 * Reads the bodies of routines into the cache, and the expressions of policies, before the rules ask for them. The parser
 * is loaded in the first wait where no earlier run has left anything, and with the first text that is new otherwise.
 * `undefined` where no rule looks at such texts.
 */
export function bodiesAhead(rules: readonly Rule[], cache: BodyFactsCache): ReadAhead | undefined {
  const withBodies = rules.includes(functionBodyBroken);
  if (!withBodies && !rules.some((rule) => rule.requires.some((need) => "parser" in need))) return undefined;
  let parser: SqlParser | undefined;
  let isLoading = false;
  const load = () => {
    if (isLoading) return;
    isLoading = true;
    // Where it cannot be loaded, the rules that need it say so.
    loadSqlParser().then(
      (loaded) => {
        parser = rememberingParser(cache, loaded);
      },
      () => undefined,
    );
  };
  const work: ((loaded: SqlParser) => void)[] = [];
  const add = (task: (loaded: SqlParser) => void) => {
    work.push(task);
    load();
  };
  return {
    read: (family, rows) => {
      if (family === "routines" && withBodies) {
        for (const routine of rows as readonly Routine[]) {
          if (isUserObject(routine) && isNewBody(routine, cache)) {
            add((loaded) => readBody(loaded, routine, cache));
          }
        }
      } else if (family === "policies") {
        for (const text of policyTexts(rows as readonly Policy[])) {
          if (!cache.has(expressionKey(text))) add((loaded) => parsePolicyText(loaded, text));
        }
      }
    },
    step: () => {
      // Of a first run nearly every text is new: the parser is at hand by the time they have been received.
      if (!cache.hasEarlier) load();
      if (parser === undefined || work.length === 0) return false;
      const end = performance.now() + STEP;
      while (performance.now() < end) {
        const task = work.pop();
        if (task === undefined) break;
        task(parser);
      }
      return true;
    },
  };
}
