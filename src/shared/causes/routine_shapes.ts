import { groupBy } from "../catalog/lookup.ts";
import type { Routine } from "../catalog/routines.ts";
import type { Finding } from "../findings/finding.ts";
import type { CauseCandidate, CauseContext } from "./context.ts";

/** Fewer than these are read one by one anyway. */
export const ROUTINE_MINIMUM = 6;
/** A short body may be alike by chance. */
const MINIMUM_SHAPE = 20;

/** Words that make a statement what it is; all others are names to the shape. */
const STATEMENT_WORDS: ReadonlySet<string> = new Set(
  `alter and array as begin by call case cast coalesce commit conflict count create cross declare default delete distinct
   do drop else elsif end except exception exists execute exit for foreach format from grant group having if ilike in
   inner insert intersect into is join lateral left like limit loop new not notify null of offset old on or order outer
   over partition perform privileges query raise recursive replace return returning returns revoke right rollback row
   select set table then to trigger truncate union update using values when where while with`.split(/\s+/),
);

/** Findings on routines whose bodies differ in names and constants only, as a generator makes them. */
export function* ofOneShape(findings: readonly Finding[], context: CauseContext): Generator<CauseCandidate> {
  const found = findings.flatMap((finding) => {
    const routine = finding.object.kind === "routine" ? context.routineOf(finding) : undefined;
    return routine?.body == null ? [] : [{ finding, routine, body: routine.body }];
  });
  const shapes = new Map<Routine, string>();
  const shape = (routine: Routine, body: string): string => {
    const known = shapes.get(routine) ?? shapeOf(body);
    shapes.set(routine, known);
    return known;
  };
  // What differs in its declaration was not made alike: bodies are looked at where that leaves enough.
  for (const [declared, alike] of groupBy(found, ({ routine }) => declaration(routine))) {
    if (!context.isPart && new Set(alike.map(({ routine }) => routine.oid)).size < ROUTINE_MINIMUM) continue;
    for (const { finding, routine, body } of alike) {
      const form = shape(routine, body);
      if (form.length < MINIMUM_SHAPE) continue;
      yield {
        finding,
        key: `${declared}\0${form}`,
        member: routine.oid,
        cause: `routines like ${routine.signature}, whose bodies differ in names and constants only`,
      };
    }
  }
}

function declaration(routine: Routine): string {
  return [
    routine.language,
    routine.kind,
    routine.security_definer,
    routine.return_type,
    routine.argument_types.join(),
    routine.config.join(),
  ].join("\0");
}

function shapeOf(body: string): string {
  return body
    .replace(/--[^\n]*|\/\*[\s\S]*?\*\//g, "")
    .replace(/'[^']*'/g, "''")
    .replace(/"[^"]*"|[\p{L}_][\p{L}\p{N}_$]*/gu, (word) => {
      const folded = word.toLowerCase();
      return STATEMENT_WORDS.has(folded) ? folded : "x";
    })
    .replace(/\d+/g, "0")
    .replace(/\s+/g, " ");
}
