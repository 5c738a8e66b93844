import { type AstNode, type AstValue, isAstNode, nodeList } from "../sql/ast.ts";
import type { ParsedStatement } from "../sql/parser.ts";
import { isNode } from "../sql/walk.ts";

/** What a statement's text alone says of its place in a baseline. */
export type StatementPlace =
  /** Objects that the schema part writes anew. */
  | { readonly kind: "schema" }
  /** What the engine of the schema part does not know: written as it stands. */
  | { readonly kind: "definition" }
  /** Roles and settings, which belong to the server. */
  | { readonly kind: "cluster" }
  | { readonly kind: "data" }
  /** Postgres refuses it in a transaction. */
  | { readonly kind: "own_file"; readonly reason: string }
  | { readonly kind: "waived"; readonly reason: string };

/** Statements that leave nothing behind once their session is over. */
const LEAVES_NOTHING: Readonly<Record<string, string>> = {
  TransactionStmt: "transaction control: every file of the baseline is a transaction of its own",
  VariableSetStmt: "a setting of the session: statements that depend on it are written with it",
  VariableShowStmt: "shows a setting",
  ExplainStmt: "explains a query",
  CheckPointStmt: "a checkpoint leaves nothing behind",
  DiscardStmt: "resets the session",
  ListenStmt: "listens for the length of the session",
  UnlistenStmt: "listens for the length of the session",
  LoadStmt: "loads a library for the length of the session",
  LockStmt: "a lock ends with its transaction",
  ConstraintsSetStmt: "ends with its transaction",
  VacuumStmt: "a new database has nothing to vacuum or analyse",
  ReindexStmt: "a new database has nothing to rebuild",
};

const DATA: ReadonlySet<string> = new Set([
  "CallStmt",
  "CopyStmt",
  "DeallocateStmt",
  "DeleteStmt",
  "DoStmt",
  "ExecuteStmt",
  "InsertStmt",
  "MergeStmt",
  "NotifyStmt",
  "PrepareStmt",
  "RefreshMatViewStmt",
  "SelectStmt",
  "TruncateStmt",
  "UpdateStmt",
]);

const CLUSTER: ReadonlySet<string> = new Set([
  "AlterDatabaseSetStmt",
  "AlterRoleSetStmt",
  "AlterRoleStmt",
  "CreateRoleStmt",
  "DropOwnedStmt",
  "DropRoleStmt",
  "GrantRoleStmt",
  "ReassignOwnedStmt",
]);

/** Kinds of object that `@supabase/pg-delta` does not model. */
const UNMODELLED_TYPES: ReadonlySet<string> = new Set([
  "OBJECT_ACCESS_METHOD",
  "OBJECT_CAST",
  "OBJECT_CONVERSION",
  "OBJECT_LANGUAGE",
  "OBJECT_LARGEOBJECT",
  "OBJECT_OPCLASS",
  "OBJECT_OPERATOR",
  "OBJECT_OPFAMILY",
  "OBJECT_PARAMETER_ACL",
  "OBJECT_STATISTIC_EXT",
  "OBJECT_TABLESPACE",
  "OBJECT_TRANSFORM",
  "OBJECT_TSCONFIGURATION",
  "OBJECT_TSDICTIONARY",
  "OBJECT_TSPARSER",
  "OBJECT_TSTEMPLATE",
]);

const UNMODELLED: ReadonlySet<string> = new Set([
  "AlterOpFamilyStmt",
  "AlterOperatorStmt",
  "AlterStatsStmt",
  "AlterTSConfigurationStmt",
  "AlterTSDictionaryStmt",
  "ClusterStmt",
  "CreateAmStmt",
  "CreateCastStmt",
  "CreateConversionStmt",
  "CreateOpClassStmt",
  "CreateOpFamilyStmt",
  "CreatePLangStmt",
  "CreateStatsStmt",
  "CreateTransformStmt",
  "SecLabelStmt",
]);

/** How Postgres stores, samples and orders rows, which `@supabase/pg-delta` does not model; each may run again. */
const UNMODELLED_SETTINGS: ReadonlySet<string> = new Set([
  "AT_ClusterOn",
  "AT_DropCluster",
  "AT_ResetOptions",
  "AT_SetCompression",
  "AT_SetOptions",
  "AT_SetStatistics",
  "AT_SetStorage",
]);

const OUTSIDE: Readonly<Record<string, string>> = {
  AlterSystemStmt: "alter system sets the server, and runs in no transaction",
  AlterTableSpaceOptionsStmt: "a tablespace belongs to the server",
  AlterSubscriptionStmt: "a subscription connects to its publisher, which runs in no transaction",
  CreateSubscriptionStmt: "a subscription connects to its publisher, which runs in no transaction",
  CreatedbStmt: "create database runs in no transaction",
  CreateTableSpaceStmt: "create tablespace runs in no transaction",
  DropSubscriptionStmt: "a subscription connects to its publisher, which runs in no transaction",
  DropTableSpaceStmt: "drop tablespace runs in no transaction",
  DropdbStmt: "drop database runs in no transaction",
};

/** Where a statement belongs, by its text. */
export function placeOfStatement({ kind, node }: ParsedStatement): StatementPlace {
  const value = node[kind];
  const fields = isAstNode(value) ? value : {};
  const nothing = LEAVES_NOTHING[kind];
  if (nothing !== undefined) return { kind: "waived", reason: nothing };
  const outside = OUTSIDE[kind];
  if (outside !== undefined) return { kind: "own_file", reason: outside };
  if (CLUSTER.has(kind)) return { kind: "cluster" };
  if (UNMODELLED.has(kind) || isUnmodelledSetting(kind, fields)) return { kind: "definition" };
  if (DATA.has(kind) || isTemporary(kind, fields)) return { kind: "data" };
  const type = String(
    fields.objectType ?? fields.objtype ?? fields.renameType ?? fields.removeType ?? fields.kind ?? "",
  );
  if (type === "OBJECT_ROLE" || type === "OBJECT_DATABASE") return { kind: "cluster" };
  if (UNMODELLED_TYPES.has(type)) return { kind: "definition" };
  return { kind: "schema" };
}

/** Whether an ALTER TABLE, INDEX or MATERIALIZED VIEW does nothing but set what the schema part leaves out. */
function isUnmodelledSetting(kind: string, fields: Readonly<Record<string, unknown>>): boolean {
  if (kind !== "AlterTableStmt") return false;
  const commands = nodeList(fields.cmds as AstValue).flatMap((item) =>
    isNode(item, "AlterTableCmd") ? [item.AlterTableCmd] : [],
  );
  return commands.length > 0 && commands.every((command) => isSetting(command));
}

function isSetting({ subtype, def }: AstNode): boolean {
  if (UNMODELLED_SETTINGS.has(String(subtype))) return true;
  if (subtype !== "AT_SetRelOptions" && subtype !== "AT_ResetRelOptions") return false;
  const options = isNode(def, "List") ? nodeList(def.List.items) : [];
  return options.some((option) => isNode(option, "DefElem") && option.DefElem.defnamespace === "toast");
}

function isTemporary(kind: string, fields: Readonly<Record<string, unknown>>): boolean {
  const relation =
    kind === "CreateStmt"
      ? fields.relation
      : kind === "CreateTableAsStmt" && isAstNode(fields.into)
        ? fields.into.rel
        : kind === "ViewStmt"
          ? fields.view
          : undefined;
  return isAstNode(relation) && relation.relpersistence === "t";
}

/** Functions that change what no table shows: sequences, notifications, locks, settings, large objects. */
const SILENT: ReadonlySet<string> = new Set([
  "lo_create",
  "lo_from_bytea",
  "lo_import",
  "nextval",
  "pg_notify",
  "setval",
]);

/** Whether a query calls a function that has an effect beside rows. */
export function callsSilently(statement: ParsedStatement): boolean {
  let found = false;
  const visit = (value: unknown): void => {
    if (found || typeof value !== "object" || value === null) return;
    if (Array.isArray(value)) {
      for (const item of value) visit(item);
      return;
    }
    if (isAstNode(value) && isNode(value, "FuncCall")) {
      const name = nodeList(value.FuncCall.funcname).at(-1);
      if (isNode(name, "String") && SILENT.has(String(name.String.sval))) found = true;
    }
    for (const item of Object.values(value)) visit(item);
  };
  visit(statement.node);
  return found;
}

/** The name of an index that a statement makes without locking its table; nothing for any other statement. */
export function concurrentIndex({ kind, node }: ParsedStatement): { readonly unique: boolean } | undefined {
  const fields = node[kind];
  if (kind !== "IndexStmt" || !isAstNode(fields) || fields.concurrent !== true) return undefined;
  return { unique: fields.unique === true };
}
