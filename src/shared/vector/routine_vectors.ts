import type { Routine } from "../catalog/routines.ts";
import { isUserObject } from "../catalog/scope.ts";
import { bodyOf, isReadable } from "../facts/routine_bodies.ts";
import { pinnedPath } from "../facts/search_path.ts";
import { type AstNode, type SqlParser, SqlSyntaxError } from "../sql/parser.ts";
import { BodyUnparsable, type RoutineBody } from "../sql/plpgsql.ts";
import type { VectorColumn } from "./columns.ts";
import { type Flow, type FlowFindings, type FlowNames, readStatement } from "./flow.ts";
import type { Output } from "./flow_scope.ts";
import { DISTANCE_OPERATOR, type DistanceOperator, isDistanceOperator } from "./operators.ts";
import { type NameSources, routineNames } from "./routine_names.ts";
import type { Size, SizeConflict } from "./size.ts";
import { wordsOf } from "./type_text.ts";

/** A distance operator with a column on one side. */
export interface Search {
  readonly column: VectorColumn;
  readonly operator: DistanceOperator;
  /** Signature of the routine, or identity of the policy. */
  readonly by: string;
  readonly line: number;
}

/** What a routine does with vectors. */
export interface RoutineVectors {
  readonly routine: Routine;
  readonly conflicts: readonly SizeConflict[];
  readonly searches: readonly Search[];
  /** Sizes that it writes down and that no expression compares with another. */
  readonly loose: readonly Size[];
  /** Vector columns of the relations that it names. */
  readonly columns: readonly VectorColumn[];
  /** Those of them whose names its body has. */
  readonly namedColumns: readonly VectorColumn[];
}

/** Reads a routine; `undefined` where it has nothing to do with vectors, the reason where it cannot be read. */
export function readRoutineVectors(
  sources: NameSources,
  routine: Routine,
  relationNames: ReadonlySet<string>,
): RoutineVectors | string | undefined {
  if (!isUserObject(routine) || routine.body === null || !isReadable(routine)) return undefined;
  const words = wordsOf(routine.body);
  if (!isAboutVectors(sources, { routine, words, relationNames })) return undefined;
  const body = bodyOf(sources.input, routine);
  if (body === undefined) return `${routine.signature} was not read: no SQL parser in this runtime`;
  if (body instanceof BodyUnparsable) return `${routine.signature}: ${body.message}`;

  const { names, declaredSizes } = routineNames(sources, routine, body);
  const conflicts = new Map<string, SizeConflict>();
  const searches: Search[] = [];
  const stated = [...declaredSizes];
  const judged = new Set<Size>();
  const findingsAt = (line: number): FlowFindings => ({
    meet: (left, right) => {
      if (left.dimension === -1 || right.dimension === -1 || left.array !== right.array) return;
      for (const side of [left, right]) judged.add(side).add(side.stated ?? side);
      if (left.dimension === right.dimension) return;
      const conflict = { left: left.stated ?? left, right: right.stated ?? right, line };
      conflicts.set(`${conflict.left.name} ${conflict.right.name}`, conflict);
    },
    search: (value, operator) => {
      if (value.column === undefined || !isDistanceOperator(operator)) return;
      searches.push({ column: value.column, operator, by: routine.signature, line });
    },
    state: (size) => stated.push(size),
  });
  const flowAt = (line: number, flowNames: FlowNames): Flow => ({
    names: flowNames,
    findings: findingsAt(line),
    plpgsql: routine.language === "plpgsql",
    line,
  });
  for (const { node, line, into } of body.statements) {
    const flow = flowAt(line, names);
    fillVariables(flow, into ?? [], readStatement(flow, node));
  }
  // A text that EXECUTE runs sees no variables, and its parameters are its own.
  const outside: FlowNames = { ...names, variable: () => undefined, parameter: () => undefined };
  for (const { constantText, line } of body.dynamic) {
    for (const node of parseText(sources.input.parser, constantText))
      readStatement(flowAt(line, outside), node);
  }
  const columns = touchedColumns(sources, routine, body);
  return {
    routine,
    conflicts: [...conflicts.values()],
    searches,
    loose: stated.filter((size) => !judged.has(size)),
    columns,
    namedColumns: columns.filter(({ column }) => words.has(column.name)),
  };
}

/** A variable takes values of its own size only; what was an argument has forgotten it and takes any. */
function fillVariables(flow: Flow, into: readonly string[], outputs: readonly Output[]): void {
  if (outputs.length !== into.length || outputs.some(({ name }) => name === "*")) return;
  outputs.forEach(({ size }, position) => {
    const variable = flow.names.variable((into[position] ?? "").split("."));
    if (size === undefined || variable === undefined || variable.source === "argument") return;
    flow.findings.meet(size, variable);
  });
}

function isAboutVectors(
  { types, declared }: NameSources,
  subject: {
    readonly routine: Routine;
    readonly words: ReadonlySet<string>;
    readonly relationNames: ReadonlySet<string>;
  },
): boolean {
  if (declared.has(subject.routine.oid) || DISTANCE_OPERATOR.test(subject.routine.body ?? "")) return true;
  for (const word of subject.words) if (types.mayName(word) || subject.relationNames.has(word)) return true;
  return false;
}

function parseText(parser: SqlParser | null, text: string | undefined): readonly AstNode[] {
  if (parser === null || text === undefined) return [];
  try {
    return parser.parse(text).statements.map(({ node }) => node);
  } catch (error) {
    // The text may be for another server; what is not constant in it was never judged either.
    if (error instanceof SqlSyntaxError) return [];
    throw error;
  }
}

function touchedColumns(
  { columns, findRelation }: NameSources,
  routine: Routine,
  body: RoutineBody,
): readonly VectorColumn[] {
  const path = pinnedPath(routine);
  const relations = new Set(body.relations.flatMap((name) => findRelation(name, path)?.oid ?? []));
  return [...relations].flatMap((oid) => columns.get(oid) ?? []);
}
