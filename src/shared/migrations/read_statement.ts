import { type AstNode, isAstNode } from "../sql/ast.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { BodyUnparsable } from "../sql/plpgsql.ts";
import { readRoutineStatement } from "../sql/routine_statement.ts";
import { isNode } from "../sql/walk.ts";
import {
  type BodyFault,
  type InnerStatement,
  innerStatements,
  type Untold,
  untoldBy,
} from "./body_reading.ts";
import { readColumnUses } from "./column_uses.ts";
import { type MadeColumns, readMadeColumns } from "./made_columns.ts";
import { pathOf } from "./path_state.ts";
import type { ColumnUse, ObjectEvent, Reference, ReferencePlace } from "./reading.ts";
import { passedKey } from "./reference_walk.ts";
import { type DeclaredParameters, readParameters } from "./routine_call.ts";
import { bodyOfStatement, releaseBody } from "./state/statement_bodies.ts";
import { readEvents } from "./statement_events.ts";
import { readReferences } from "./statement_references.ts";

/** What reading a statement depends on beside the statement. */
export interface StatementContext {
  readonly parser: SqlParser;
  /** Schemas of the path at this statement. */
  readonly path: readonly string[];
  readonly checksBodies: boolean;
  /** What bodies need, by their text and what else they are read by. */
  readonly bodies: Map<string, InnerContent>;
}

/** What a statement does and needs. */
export interface StatementContent {
  readonly events: readonly ObjectEvent[];
  readonly references: readonly Reference[];
  readonly made?: MadeColumns;
  readonly parameters?: DeclaredParameters;
  readonly bodyFault?: BodyFault;
  /** Relations that a body makes when it runs. */
  readonly makes?: readonly string[];
  /** What texts do that a DO block puts together and runs. */
  readonly untold?: Untold;
  readonly changesColumns?: true;
  readonly columns?: readonly ColumnUse[];
}

/** What the body of a routine needs, and what it makes. */
export type InnerContent = Omit<StatementContent, "events" | "made" | "parameters">;

const NOTHING: readonly never[] = [];
const NOW = { deferred: false } as const;
const DEFERRED = { deferred: true } as const;

/** Reads one statement, its body included. */
export function readStatement(
  { kind, node: wrapped }: Pick<ParsedStatement, "kind" | "node">,
  context: StatementContext,
): StatementContent {
  const fields = wrapped[kind];
  const node = isAstNode(fields) ? fields : {};
  const namer = { creationSchema: context.path[0] ?? "public" };
  if (kind === "DoStmt") return readDo(wrapped, context);
  const events = readEvents(kind, node, namer);
  const references = readReferences(kind, node, NOW);
  if (kind !== "CreateFunctionStmt") {
    const columns = readColumnUses(kind, node);
    const addsGeometry = references.some(({ name }) => COLUMN_FUNCTIONS.has(name));
    return {
      events,
      references,
      ...(kind === "CreateStmt" ? { made: readMadeColumns(node) } : {}),
      ...(columns.length === 0 ? {} : { columns }),
      ...(addsGeometry ? { changesColumns: true as const } : {}),
    };
  }
  const parameters = readParameters(node);
  return { events, parameters, ...readRoutine(wrapped, { node, own: references, context }) };
}

/** Functions of PostGIS that add and drop columns. */
const COLUMN_FUNCTIONS: ReadonlySet<string> = new Set(["addgeometrycolumn", "dropgeometrycolumn"]);

interface RoutineContext {
  readonly node: AstNode;
  readonly own: readonly Reference[];
  readonly context: StatementContext;
}

function readRoutine(
  wrapped: AstNode,
  { node, own, context }: RoutineContext,
): Omit<StatementContent, "events"> {
  if (node.sql_body !== undefined) {
    return {
      references: [...own, ...readReferences("SelectStmt", { targetList: node.sql_body }, NOW).map(inSql)],
    };
  }
  const routine = readRoutineStatement(wrapped);
  if (routine === undefined) return { references: own };
  const searchPath = ownPath(node);
  const { language, body, kind = "", argumentNames = [], argumentTypes = [], returns = "" } = routine;
  const signature = [language, kind, returns, argumentNames.join(), argumentTypes.join()].join();
  const key = [signature, context.checksBodies, searchPath?.join() ?? "*", body].join("\u0000");
  const known = context.bodies.get(key);
  const inner = known ?? readRoutineBody(wrapped, { routine, searchPath, context });
  if (known === undefined) context.bodies.set(key, inner);
  const { references, ...rest } = inner;
  return { references: references.length === 0 ? own : [...own, ...references], ...rest };
}

function inSql(reference: Reference): Reference {
  return { ...reference, place: "SQL function" };
}

/** The path that the routine's own SET clause gives it. */
function ownPath(node: AstNode): readonly string[] | undefined {
  const options = Array.isArray(node.options) ? (node.options as readonly AstNode[]) : [];
  for (const item of options) {
    const option = isNode(item, "DefElem") && item.DefElem.defname === "set" ? item.DefElem.arg : undefined;
    if (isNode(option, "VariableSetStmt") && option.VariableSetStmt.name === "search_path") {
      return pathOf(option.VariableSetStmt);
    }
  }
  return undefined;
}

interface BodyContext {
  readonly routine: NonNullable<ReturnType<typeof readRoutineStatement>>;
  readonly searchPath: readonly string[] | undefined;
  readonly context: StatementContext;
}

function readRoutineBody(wrapped: AstNode, { routine, searchPath, context }: BodyContext): InnerContent {
  const { parser, checksBodies } = context;
  const body = bodyOfStatement(parser, wrapped, routine);
  if (body === undefined) return { references: NOTHING };
  if (body instanceof BodyUnparsable) {
    return { references: NOTHING, bodyFault: { message: body.reason, line: body.line } };
  }
  const untold = untoldBy(parser, body);
  const isSql = routine.language.toLowerCase() === "sql";
  // A body with arguments of any type is only parsed when it is made.
  const polymorphic = routine.argumentTypes?.some((type) => /^(?:pg_catalog\.)?any/.test(type)) === true;
  const content = readInner(innerStatements(parser, body), {
    place: isSql ? "SQL function" : "PL/pgSQL body",
    deferred: !isSql || !checksBodies || polymorphic,
    ...(searchPath === undefined ? {} : { searchPath }),
  });
  // Trees are large, and only those of definers are asked for again.
  if (!routine.securityDefiner) releaseBody(wrapped);
  return untold?.changesColumns === true ? { ...content, changesColumns: true } : content;
}

interface InnerMode {
  readonly place: ReferencePlace;
  readonly deferred: boolean;
  readonly searchPath?: readonly string[];
}

/** Statements whose names are looked up when the body is made, where bodies are looked at then. */
const QUERIES = /^(?:Select|Insert|Update|Delete|Merge)Stmt$/;

function readInner(
  statements: readonly InnerStatement[],
  { place, deferred, searchPath }: InnerMode,
): InnerContent {
  const makes = new Set<string>();
  const references: Reference[] = [];
  const seen = new Set<string>();
  for (const { kind, node, line } of statements) {
    for (const event of readEvents(kind, node, { creationSchema: "" })) {
      if (event.event === "create" || event.event === "replace") makes.add(event.ref.name);
      else if (event.renamedTo?.kind === "column") makes.add(event.renamedTo.name);
    }
    const mode = deferred || !QUERIES.test(kind) ? DEFERRED : NOW;
    for (const found of readReferences(kind, node, mode)) {
      const key = `${found.kind} ${found.deferred} ${found.schema ?? ""}\u0000${found.name}\u0000${passedKey(found.passed)}`;
      if (seen.has(key)) continue;
      seen.add(key);
      references.push({
        ...found,
        place,
        bodyLine: line,
        ...(searchPath === undefined ? {} : { searchPath }),
      });
    }
  }
  if (makes.size === 0) return { references };
  const own = references.filter(({ schema, name }) => schema !== undefined || !makes.has(name));
  return { references: own, makes: [...makes] };
}

/** A DO block runs at once: what it does counts, with a guard where it looks before it acts. */
function readDo(wrapped: AstNode, { parser, path }: StatementContext): StatementContent {
  const body = bodyOfStatement(parser, wrapped);
  if (body === undefined) return { events: NOTHING, references: NOTHING };
  if (body instanceof BodyUnparsable) {
    return { events: NOTHING, references: NOTHING, bodyFault: { message: body.reason, line: body.line } };
  }
  const namer = { creationSchema: path[0] ?? "public" };
  const events: ObjectEvent[] = [];
  const references: Reference[] = [];
  for (const { kind, node, line, guarded } of innerStatements(parser, body)) {
    for (const event of readEvents(kind, node, namer)) {
      events.push(guarded ? { ...event, ifNotExists: true, ifExists: true, guarded } : event);
    }
    for (const found of readReferences(kind, node, NOW)) {
      references.push({
        ...found,
        place: "DO block",
        bodyLine: line,
        ...(guarded ? { optional: true as const } : {}),
      });
    }
  }
  const untold = untoldBy(parser, body);
  return { events, references, ...(untold === undefined ? {} : { untold }) };
}
