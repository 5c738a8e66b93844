import { qualified } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Routine } from "../catalog/routines.ts";
import { bodyFactsOf } from "../facts/routine_bodies.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { existingSchemas, pinnedPath } from "../facts/search_path.ts";
import { once } from "../once.ts";
import type { AstNode } from "../sql/ast.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import { funcName, type QualifiedName, walk } from "../sql/walk.ts";
import { createTableFinder } from "./policy_reads.ts";

/** A call of a function that runs as its caller and reads tables. */
export interface ReadingCall {
  readonly routine: Routine;
  /** Tables that it reads with the caller's rights, itself or through functions that it calls. */
  readonly tables: ReadonlySet<number>;
  /** Something beside it in the expression may decide first: OR, CASE, COALESCE. */
  readonly avoidable: boolean;
}

/** Where a name without a schema is found when the caller's path decides: the Data API's begins with it. */
const CALLERS_PATH = ["public"] as const;

/** Nodes of which not every part is evaluated. */
const CHOOSING: ReadonlySet<string> = new Set(["CaseExpr", "CoalesceExpr"]);

/** Finds the calls of a policy's expression that read tables as the caller. */
export interface CallReader {
  /** Of the functions of these OIDs, those that do; each is looked into once. */
  reading(called: readonly number[]): readonly Routine[];
  /** Where the expression calls them. */
  callsOf(clause: AstNode | undefined, reading: readonly Routine[]): readonly ReadingCall[];
}

/** A reader over one snapshot. */
export function createCallReader(input: RuleInput): CallReader {
  const { snapshot, lookup } = input;
  const relations = once(() => new Map(snapshot.relations.map((each) => [qualified(each), each])));
  const routines = once(() =>
    groupBy(
      snapshot.routines.filter((routine) => !routine.security_definer),
      qualified,
    ),
  );
  const behind = createTableFinder(input);
  const known = new Map<number, ReadonlySet<number>>();

  function tablesOf(routine: Routine): ReadonlySet<number> {
    const before = known.get(routine.oid);
    if (before !== undefined) return before;
    const tables = new Set<number>();
    // A function that calls itself finds what is known of it so far.
    known.set(routine.oid, tables);
    const facts = bodyFactsOf(input, routine);
    if (facts === undefined || facts instanceof BodyUnparsable) return tables;
    const schemasOf = pathOf(input, routine, facts.setsSearchPath);
    for (const reference of facts.relations) {
      if (reference.mode !== "read" || reference.ddl === true || facts.makes.includes(reference.name))
        continue;
      const relation = firstOf(relations(), reference, schemasOf);
      if (relation !== undefined) for (const table of behind(relation)) tables.add(table);
    }
    for (const call of facts.calls) {
      for (const callee of firstOf(routines(), call, schemasOf) ?? [])
        for (const table of tablesOf(callee)) tables.add(table);
    }
    return tables;
  }

  return {
    reading: (called) =>
      called
        .flatMap((oid) => lookup.routines.get(oid) ?? [])
        .filter((routine) => !routine.security_definer && tablesOf(routine).size > 0),
    callsOf: (clause, reading) => {
      const calls: ReadingCall[] = [];
      if (reading.length === 0) return calls;
      walk(clause, (kind, node, parents) => {
        if (kind !== "FuncCall") return true;
        const { schema, name } = funcName(node);
        const avoidable = parents.some(
          (parent) =>
            CHOOSING.has(parent.kind) || (parent.kind === "BoolExpr" && parent.node.boolop === "OR_EXPR"),
        );
        for (const routine of reading) {
          if (routine.name === name && routine.schema === schema)
            calls.push({ routine, tables: tablesOf(routine), avoidable });
        }
        return true;
      });
      return calls;
    },
  };
}

/** Schemas in which a body's names without one are looked up; none where that cannot be told. */
function pathOf(input: RuleInput, routine: Routine, setsSearchPath: boolean): readonly string[] {
  if (setsSearchPath) return [];
  return pinnedPath(routine) === undefined ? CALLERS_PATH : existingSchemas(input.lookup, routine);
}

function firstOf<Found>(
  byName: ReadonlyMap<string, Found>,
  { schema, name }: QualifiedName,
  path: readonly string[],
): Found | undefined {
  for (const candidate of schema === undefined ? path : [schema]) {
    const found = byName.get(qualified({ schema: candidate, name }));
    if (found !== undefined) return found;
  }
  return undefined;
}
