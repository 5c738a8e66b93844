import { type AstNode, isAstNode } from "../sql/ast.ts";
import type { SqlParser } from "../sql/parser.ts";
import { readRoutineStatement } from "../sql/routine_statement.ts";
import { isNode, nameParts, qualifiedName } from "../sql/walk.ts";
import { type BodyFault, type BodyStatements, readBody } from "./body_reading.ts";
import { optionsOf } from "./event_refs.ts";
import { pathOf } from "./path_state.ts";
import type { ObjectEvent, Reference, ReferencePlace } from "./reading.ts";
import { readEvents } from "./statement_events.ts";
import { readReferences } from "./statement_references.ts";

/** What reading a statement depends on beside the statement. */
export interface StatementContext {
  readonly parser: SqlParser;
  /** Schemas of the path at this statement. */
  readonly path: readonly string[];
  readonly checksBodies: boolean;
  /** Bodies read so far, by their text and what else they are read by. */
  readonly bodies: Map<string, ReturnType<typeof readBody>>;
}

/** What a statement does and needs. */
export interface StatementContent {
  readonly events: readonly ObjectEvent[];
  readonly references: readonly Reference[];
  readonly bodyFault?: BodyFault;
  /** Relations that a body makes when it runs. */
  readonly makes?: readonly string[];
  /** Words of texts that a DO block puts together and runs: it may make or change objects of these names. */
  readonly mentions?: ReadonlySet<string>;
}

const NOTHING: readonly never[] = [];
const NOW = { deferred: false } as const;
const DEFERRED = { deferred: true } as const;

/** Reads one statement, its body included. */
export function readStatement(kind: string, node: AstNode, context: StatementContext): StatementContent {
  const namer = { creationSchema: context.path[0] ?? "public" };
  if (kind === "DoStmt") return readDo(node, context);
  const events = readEvents(kind, node, namer);
  const references = readReferences(kind, node, NOW);
  if (kind !== "CreateFunctionStmt") return { events, references };
  return { events, ...readRoutine(node, context, references) };
}

function readRoutine(
  node: AstNode,
  context: StatementContext,
  own: readonly Reference[],
): Omit<StatementContent, "events"> {
  if (node.sql_body !== undefined) {
    return {
      references: [...own, ...readReferences("SelectStmt", { targetList: node.sql_body }, NOW).map(inSql)],
    };
  }
  const routine = readRoutineStatement({ CreateFunctionStmt: node });
  if (routine === undefined) return { references: own };
  const body = bodyOf(routine, context);
  if (body === undefined) return { references: own };
  if ("message" in body) return { references: own, bodyFault: body };
  const isSql = routine.language.toLowerCase() === "sql";
  // A body with arguments of any type is only parsed when it is made.
  const polymorphic = routine.argumentTypes?.some((type) => /^(?:pg_catalog\.)?any/.test(type)) === true;
  const checked = isSql && context.checksBodies && !polymorphic;
  const searchPath = ownPath(node);
  const inner = readInner(body, {
    place: isSql ? "SQL function" : "PL/pgSQL body",
    deferred: !checked,
    ...(searchPath === undefined ? {} : { searchPath }),
  });
  return {
    references: inner.references.length === 0 ? own : [...own, ...inner.references],
    ...(inner.makes.length === 0 ? {} : { makes: inner.makes }),
  };
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

function bodyOf(
  routine: NonNullable<ReturnType<typeof readRoutineStatement>>,
  { parser, bodies }: StatementContext,
): ReturnType<typeof readBody> {
  const { language, body, kind = "", argumentNames = [], argumentTypes = [], returns = "" } = routine;
  const key = [language, kind, returns, argumentNames.join(), argumentTypes.join(), body].join("\u0000");
  if (bodies.has(key)) return bodies.get(key);
  const read = readBody(parser, routine);
  bodies.set(key, read);
  return read;
}

interface InnerMode {
  readonly place: ReferencePlace;
  readonly deferred: boolean;
  readonly searchPath?: readonly string[];
}

/** Statements whose names are looked up when the body is made, where bodies are looked at then. */
const QUERIES = /^(?:Select|Insert|Update|Delete|Merge)Stmt$/;

function readInner(
  body: BodyStatements,
  { place, deferred, searchPath }: InnerMode,
): { readonly references: readonly Reference[]; readonly makes: readonly string[] } {
  const makes = new Set<string>();
  const references: Reference[] = [];
  const seen = new Set<string>();
  for (const { kind, node, line } of body.statements) {
    for (const event of readEvents(kind, node, { creationSchema: "" })) {
      if (event.event === "create" || event.event === "replace") makes.add(event.ref.name);
    }
    const mode = deferred || !QUERIES.test(kind) ? DEFERRED : NOW;
    for (const found of readReferences(kind, node, mode)) {
      const key = `${found.kind} ${found.deferred} ${found.schema ?? ""}\u0000${found.name}`;
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
  const own = references.filter(({ schema, name }) => schema !== undefined || !makes.has(name));
  return { references: own, makes: [...makes] };
}

/** A DO block runs at once: what it does counts, with a guard where it looks before it acts. */
function readDo(node: AstNode, context: StatementContext): StatementContent {
  const routine = readRoutineStatement({ DoStmt: node });
  const body = routine === undefined ? undefined : bodyOf(routine, context);
  if (body === undefined) return { events: NOTHING, references: NOTHING };
  if ("message" in body) return { events: NOTHING, references: NOTHING, bodyFault: body };
  const namer = { creationSchema: context.path[0] ?? "public" };
  const guarded = body.guarded;
  const events: ObjectEvent[] = [];
  const references: Reference[] = [];
  for (const { kind, node: inner, line } of body.statements) {
    for (const event of readEvents(kind, inner, namer)) {
      events.push(guarded ? { ...event, ifNotExists: true, ifExists: true } : event);
    }
    for (const found of readReferences(kind, inner, NOW)) {
      references.push({
        ...found,
        place: "DO block",
        bodyLine: line,
        ...(guarded ? { optional: true as const } : {}),
      });
    }
  }
  return { events, references, ...(body.mentions.size === 0 ? {} : { mentions: body.mentions }) };
}

/** The name of a routine in its CREATE statement. */
export function routineName(node: AstNode): ReturnType<typeof qualifiedName> | undefined {
  const fields = isNode(node, "CreateFunctionStmt") ? node.CreateFunctionStmt : undefined;
  return fields === undefined || !isAstNode(fields) ? undefined : qualifiedName(nameParts(fields.funcname));
}

/** The options of a routine's CREATE statement, by name. */
export function routineOptions(node: AstNode): ReturnType<typeof optionsOf> {
  return optionsOf(isNode(node, "CreateFunctionStmt") ? node.CreateFunctionStmt.options : undefined);
}
