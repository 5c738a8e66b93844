import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import type { SqlParser } from "../../sql/parser.ts";
import { funcName, isNode, nameParts, qualifiedName, typeName } from "../../sql/walk.ts";
import type { ReadStatement } from "../reading.ts";
import { alterTable } from "./apply_alters.ts";
import { dropObjects, renameObject } from "./apply_drops.ts";
import { changeDefaultPrivileges, changeMembership, changePrivileges } from "./apply_grants.ts";
import { applyTemplate } from "./apply_loops.ts";
import { alterPolicy, createPolicy } from "./apply_policies.ts";
import { alterRoutine, createRoutine, createTrigger } from "./apply_routines.ts";
import { createTable, createTableAs } from "./apply_tables.ts";
import { createIndex, createView } from "./apply_views.ts";
import { type Executed, executedBy, executedByBody } from "./executed.ts";
import { creationSchema, keyOf, type Origin, type StateRoutine } from "./schema_objects.ts";
import type { SchemaState } from "./schema_state.ts";

/** What applying a statement needs beside it. */
export interface ApplyContext {
  readonly origin: Origin;
  /** Schemas in which a name without one is looked up. */
  readonly path: readonly string[];
}

type Change = (state: SchemaState, fields: AstNode, context: ApplyContext) => void;

const CHANGES: Readonly<Record<string, Change>> = {
  CreateStmt: createTable,
  CreateForeignTableStmt: createTable,
  CreateTableAsStmt: createTableAs,
  SelectStmt: (state, fields, context) => {
    if (isAstNode(fields.intoClause)) createTableAs(state, fields, context);
  },
  AlterTableStmt: alterTable,
  ViewStmt: createView,
  IndexStmt: createIndex,
  CreatePolicyStmt: createPolicy,
  AlterPolicyStmt: alterPolicy,
  CreateFunctionStmt: createRoutine,
  AlterFunctionStmt: alterRoutine,
  CreateTrigStmt: createTrigger,
  CreateEventTrigStmt: createTrigger,
  CreateDomainStmt: (state, fields, context) => {
    const { schema, name } = qualifiedName(nameParts(fields.domainname));
    if (!isAstNode(fields.typeName)) return;
    state.domains.set(keyOf(schema ?? creationSchema(context.path), name), typeName(fields.typeName));
  },
  DropStmt: dropObjects,
  RenameStmt: renameObject,
  AlterObjectSchemaStmt: renameObject,
  GrantStmt: changePrivileges,
  AlterDefaultPrivilegesStmt: changeDefaultPrivileges,
  GrantRoleStmt: changeMembership,
};

/** Called with each statement that runs, before the state takes it in. */
export type BeforeChange = (executed: Executed, context: ApplyContext) => void;

/** Applies one statement of a file, and what its DO block or the routines that it calls run. */
export function applyStatement(
  state: SchemaState,
  statement: ReadStatement,
  { parser, before }: { readonly parser: SqlParser; readonly before?: BeforeChange },
): void {
  for (const executed of executedBy(statement, parser)) {
    const context = { origin: executed.origin, path: statement.searchPath };
    before?.(executed, context);
    applyOne(state, executed, context);
    for (const routine of calledRoutines(state, executed, context)) {
      for (const inner of executedRls(routine, parser))
        applyOne(state, { ...inner, origin: executed.origin }, context);
    }
    if (executed.kind === "CreateEventTrigStmt") noteEventTrigger(state, { parser, context });
  }
}

function applyOne(state: SchemaState, executed: Executed, context: ApplyContext): void {
  if (executed.template !== undefined && applyTemplate(state, executed, context)) return;
  const fields = executed.node[executed.kind];
  if (isAstNode(fields)) CHANGES[executed.kind]?.(state, fields, context);
}

/** Routines of the folder that a statement calls by itself: `select setup()`, `call setup()`. */
function calledRoutines(
  state: SchemaState,
  { node, kind }: Executed,
  { path }: ApplyContext,
): readonly StateRoutine[] {
  const calls = [];
  if (isNode(node, "CallStmt")) calls.push(node.CallStmt.funccall);
  if (kind === "SelectStmt" && isNode(node, "SelectStmt")) {
    for (const item of nodeList(node.SelectStmt.targetList)) {
      if (isNode(item, "ResTarget") && isNode(item.ResTarget.val, "FuncCall"))
        calls.push(item.ResTarget.val.FuncCall);
    }
  }
  return calls.flatMap((call) => (isAstNode(call) ? state.routinesNamed(funcName(call), path) : []));
}

/** What a routine does to row level security; nothing more of a routine that a migration calls is followed. */
function executedRls(routine: StateRoutine, parser: SqlParser): readonly Executed[] {
  if (!/row\s+level\s+security/i.test(routine.made.statement.statement.text)) return [];
  const { statement } = routine.made.statement;
  const inner = executedByBody(routine.node, { parser, text: statement.text, origin: routine.made });
  return [...inner].filter(({ kind }) => kind === "AlterTableStmt");
}

function noteEventTrigger(
  state: SchemaState,
  { parser, context }: { readonly parser: SqlParser; readonly context: ApplyContext },
): void {
  for (const trigger of state.eventTriggers.values()) {
    if (trigger.routine === undefined || trigger.switchesRls !== undefined) continue;
    if (executedRls(trigger.routine, parser).some(({ template }) => template !== undefined)) {
      trigger.switchesRls = context.origin;
    }
  }
}
