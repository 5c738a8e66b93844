import type { Policy } from "../catalog/policies.ts";
import type { ReadAhead } from "../catalog/read_ahead.ts";
import type { Routine } from "../catalog/routines.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { BodyFactsCache } from "../sql/body_facts_cache.ts";
import { loadSqlParser, type SqlParser } from "../sql/parser.ts";
import { functionBodyBroken } from "./function_body_broken.ts";
import { parsePolicyText } from "./policy_expression.ts";
import { readBody } from "./routine_bodies.ts";
import type { Rule } from "./rule.ts";

/** How long a step may keep the answer of the server waiting, in milliseconds. */
const STEP = 5;

/**
 * Reads the bodies of routines into the cache, and the expressions of policies, before the rules ask for them. `undefined`
 * where the rules do not look at every body.
 */
export function bodiesAhead(rules: readonly Rule[], cache: BodyFactsCache): ReadAhead | undefined {
  if (!rules.includes(functionBodyBroken)) return undefined;
  let parser: SqlParser | undefined;
  // Where it cannot be loaded, the rules that need it say so.
  loadSqlParser().then(
    (loaded) => {
      parser = loaded;
    },
    () => undefined,
  );
  const work: ((loaded: SqlParser) => void)[] = [];
  return {
    read: (family, rows) => {
      if (family === "routines") {
        for (const routine of rows as readonly Routine[]) {
          if (isUserObject(routine)) work.push((loaded) => readBody(loaded, routine, cache));
        }
      } else if (family === "policies") {
        for (const text of textsOf(rows as readonly Policy[])) {
          work.push((loaded) => parsePolicyText(loaded, text));
        }
      }
    },
    step: () => {
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

function textsOf(policies: readonly Policy[]): ReadonlySet<string> {
  return new Set(
    policies.flatMap(({ using, with_check }) => [using, with_check].filter((text) => text !== null)),
  );
}
