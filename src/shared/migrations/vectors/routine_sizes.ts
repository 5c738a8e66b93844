import type { AstNode } from "../../sql/ast.ts";
import type { SqlParser } from "../../sql/parser.ts";
import { SqlSyntaxError } from "../../sql/parser.ts";
import { BodyUnparsable } from "../../sql/plpgsql.ts";
import { readRoutineStatement } from "../../sql/routine_statement.ts";
import { type Flow, type FlowFindings, type FlowNames, readStatement } from "../../vector/flow.ts";
import type { Output } from "../../vector/flow_scope.ts";
import { DISTANCE_OPERATOR } from "../../vector/operators.ts";
import type { Size, SizeConflict } from "../../vector/size.ts";
import { wordsOf } from "../../vector/type_text.ts";
import type { StateRoutine } from "../state/schema_objects.ts";
import type { SchemaState } from "../state/schema_state.ts";
import { bodyOfStatement } from "../state/statement_bodies.ts";
import { routineNames } from "./routine_names.ts";

/** Sizes that meet in a routine and differ. Lines are those of its body. */
export interface RoutineSizes {
  readonly routine: StateRoutine;
  /** Sizes that casts, declarations and constants write down, against those of columns or of each other. */
  readonly written: readonly SizeConflict[];
  /** Sizes that arguments are declared with, against what they are compared with; `left` is the argument. */
  readonly declared: readonly SizeConflict[];
}

/** Reads a routine; nothing where it has nothing to do with vectors, the reason where its body cannot be read. */
export function readRoutineSizes(
  routine: StateRoutine,
  {
    state,
    parser,
    relations,
  }: { readonly state: SchemaState; readonly parser: SqlParser; readonly relations: ReadonlySet<string> },
): RoutineSizes | BodyUnparsable | undefined {
  const statement = readRoutineStatement(routine.node);
  if (statement === undefined || !isAboutVectors(routine.made.statement.statement.text, relations))
    return undefined;
  const body = bodyOfStatement(parser, routine.node);
  if (body === undefined || body instanceof BodyUnparsable) return body;
  const { names } = routineNames(state, routine, body);
  const written = new Map<string, SizeConflict>();
  const declared = new Map<string, SizeConflict>();
  const findingsAt = (line: number): FlowFindings => ({
    meet: (left, right) => {
      const sides = [left, right].map((side) => argumentBehind(side));
      const [one, other] = sides;
      if (one !== undefined) note(declared, { left: one, right: right.stated ?? right, line });
      else if (other !== undefined) note(declared, { left: other, right: left.stated ?? left, line });
      if (left.source === "argument" || right.source === "argument") return;
      note(written, { left: left.stated ?? left, right: right.stated ?? right, line });
    },
    search: () => undefined,
    state: () => undefined,
  });
  const flowAt = (line: number, flowNames: FlowNames): Flow => ({
    names: flowNames,
    findings: findingsAt(line),
    plpgsql: statement.language.toLowerCase() === "plpgsql",
    line,
  });
  for (const { node, line, into } of body.statements) {
    const flow = flowAt(line, names);
    fillVariables(flow, into ?? [], readStatement(flow, node));
  }
  // A text that EXECUTE runs sees no variables, and its parameters are its own.
  const outside: FlowNames = { ...names, variable: () => undefined, parameter: () => undefined };
  for (const { constantText, line } of body.dynamic) {
    for (const node of parseText(parser, constantText)) readStatement(flowAt(line, outside), node);
  }
  return { routine, written: [...written.values()], declared: [...declared.values()] };
}

function argumentBehind(side: Size): Size | undefined {
  return side.source === "argument" ? side : side.argument;
}

function note(conflicts: Map<string, SizeConflict>, conflict: SizeConflict): void {
  const { left, right } = conflict;
  if (left.dimension === -1 || right.dimension === -1 || left.dimension === right.dimension) return;
  if (left.array !== right.array) return;
  const key = `${left.name} ${right.name}`;
  if (!conflicts.has(key)) conflicts.set(key, conflict);
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

function isAboutVectors(text: string, relations: ReadonlySet<string>): boolean {
  if (DISTANCE_OPERATOR.test(text) || /\b(?:vector|halfvec|sparsevec)\b/i.test(text)) return true;
  for (const word of wordsOf(text)) if (relations.has(word)) return true;
  return false;
}

function parseText(parser: SqlParser, text: string | undefined): readonly AstNode[] {
  if (text === undefined) return [];
  try {
    return parser.parseTrees(text).map(({ node }) => node);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return [];
    throw error;
  }
}
