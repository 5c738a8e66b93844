import { isAstNode } from "../sql/ast.ts";
import type { ChainStatement } from "./chain_statements.ts";
import type { Decisions } from "./decisions.ts";
import { callsSilently, concurrentIndex, placeOfStatement } from "./statement_kinds.ts";

/** Where a statement of the old chain goes. */
export type Fate =
  /** The schema part writes anew what is left of its objects. */
  | { readonly kind: "rendered" }
  /** Written as it stands, in order. */
  | { readonly kind: "carried"; readonly part: "cluster" | "definitions" | "data" }
  /** The rows that it left are written instead. */
  | { readonly kind: "rows"; readonly tables: readonly string[]; readonly reason: string }
  /** Keeps a file of its own. */
  | { readonly kind: "own_file"; readonly reason: string }
  | { readonly kind: "waived"; readonly reason: string }
  /** It failed in the old chain too. */
  | { readonly kind: "failed"; readonly reason?: string }
  /** Nothing could be found to stand for it: somebody has to decide. */
  | { readonly kind: "unsettled"; readonly reason: string };

/** Fates by statement. */
export type Fates = ReadonlyMap<ChainStatement, Fate>;

/** What a trial of the baseline has shown. */
export interface TrialResult {
  /** Statements that do not run after the schema part, with Postgres' answer. */
  readonly refused: ReadonlyMap<ChainStatement, string>;
  /** Tables whose rows must be written as they stand. */
  readonly rows: ReadonlySet<string>;
}

/** Catalogs of what the schema part writes. */
const MODELLED = new Set([
  "pg_aggregate",
  "pg_attrdef",
  "pg_attribute",
  "pg_class",
  "pg_collation",
  "pg_constraint",
  "pg_default_acl",
  "pg_depend",
  "pg_description",
  "pg_enum",
  "pg_event_trigger",
  "pg_extension",
  "pg_foreign_data_wrapper",
  "pg_foreign_server",
  "pg_foreign_table",
  "pg_index",
  "pg_inherits",
  "pg_init_privs",
  "pg_namespace",
  "pg_partitioned_table",
  "pg_policy",
  "pg_proc",
  "pg_publication",
  "pg_publication_namespace",
  "pg_publication_rel",
  "pg_range",
  "pg_rewrite",
  "pg_sequence",
  "pg_shdepend",
  "pg_statistic",
  "pg_statistic_ext_data",
  "pg_trigger",
  "pg_type",
  "pg_user_mapping",
]);

const CLUSTER = new Set([
  "pg_auth_members",
  "pg_authid",
  "pg_database",
  "pg_db_role_setting",
  "pg_parameter_acl",
  "pg_shdescription",
]);

/** Decides where every statement goes. */
export function settleFates(
  statements: readonly ChainStatement[],
  { trial, decisions }: { readonly trial: TrialResult; readonly decisions: Decisions },
): Fates {
  return new Map(
    statements.map((entry) => {
      const decision = decisions.get(entry.id);
      return [
        entry,
        decision?.choice === "waive" ? { kind: "waived", reason: decision.reason } : fateOf(entry, trial),
      ];
    }),
  );
}

function fateOf(entry: ChainStatement, trial: TrialResult): Fate {
  const first = firstFate(entry);
  if (first.kind !== "carried") return first;
  const refusal = trial.refused.get(entry);
  const tables = dataTables(entry);
  const rows = tables.filter((table) => trial.rows.has(table));
  if (rows.length > 0) {
    return {
      kind: "rows",
      tables: rows,
      reason:
        refusal === undefined
          ? "run after the whole schema it would leave other rows: they are written as they stand"
          : `it does not run after the whole schema (${refusal}): the rows that it left are written instead`,
    };
  }
  if (refusal === undefined) return first;
  if (isMadeByOthers(entry)) {
    return {
      kind: "waived",
      reason: `what it made is written by the schema part, and it does not run a second time (${refusal})`,
    };
  }
  return { kind: "unsettled", reason: `it does not run after the whole schema: ${refusal}` };
}

function firstFate(entry: ChainStatement): Fate {
  const { statement, fault } = entry;
  if (fault !== undefined) {
    return { kind: "failed", ...(fault.reason === undefined ? {} : { reason: fault.reason }) };
  }
  const place = placeOfStatement(statement);
  switch (place.kind) {
    case "waived":
    case "own_file":
      return place;
    case "cluster":
      return { kind: "carried", part: "cluster" };
    case "definition":
      return { kind: "carried", part: "definitions" };
    case "data":
      return dataFate(entry);
    case "schema":
      return schemaFate(entry);
  }
}

function schemaFate({ statement, effect }: ChainStatement): Fate {
  const concurrent = concurrentIndex(statement);
  if (concurrent !== undefined && !concurrent.unique) {
    return { kind: "own_file", reason: "create index concurrently runs in no transaction" };
  }
  const tables = effect?.tables ?? [];
  // A materialized view is filled anew where its rows are others.
  if (tables.length > 0 && !makesView(statement)) {
    return {
      kind: "rows",
      tables,
      reason: "the table is written by the schema part, its rows as they stand",
    };
  }
  return { kind: "rendered" };
}

function makesView({ node }: ChainStatement["statement"]): boolean {
  const fields = node.CreateTableAsStmt;
  return isAstNode(fields) && fields.objtype === "OBJECT_MATVIEW";
}

function dataFate({ statement, effect }: ChainStatement): Fate {
  if (effect === undefined || ["RefreshMatViewStmt", "NotifyStmt", "PrepareStmt"].includes(statement.kind)) {
    return { kind: "carried", part: "data" };
  }
  const { catalogs, tables } = effect;
  if (tables.length === 0) {
    if (catalogs.some((name) => CLUSTER.has(name))) return { kind: "carried", part: "cluster" };
    if (catalogs.some((name) => !MODELLED.has(name))) return { kind: "carried", part: "definitions" };
    if (catalogs.length > 0) return { kind: "rendered" };
    if (!callsSilently(statement)) {
      return { kind: "waived", reason: "it changed nothing when the old chain was replayed from empty" };
    }
  }
  return { kind: "carried", part: "data" };
}

/** Tables that a statement wrote in, where rows can stand for it. */
export function dataTables({ effect }: ChainStatement): readonly string[] {
  return effect?.tables ?? [];
}

/** Whether all that it did was to make objects, which the schema part writes. */
function isMadeByOthers({ effect }: ChainStatement): boolean {
  if (effect === undefined || effect.tables.length > 0) return false;
  return effect.catalogs.length > 0 && effect.catalogs.every((name) => MODELLED.has(name));
}

/** Schemas whose tables fill through functions of their own; their rows are never written by hand. */
const BY_FUNCTION: ReadonlySet<string> = new Set(["auth", "cron", "net", "pgmq", "realtime", "vault"]);

/**
 * Tables whose rows must be written as they stand: those of statements that are refused, and all that any other
 * statement wrote together with them.
 */
export function tablesOfRows(
  statements: readonly ChainStatement[],
  trial: { readonly refused: Iterable<ChainStatement>; readonly differing: Iterable<string> },
): ReadonlySet<string> {
  const wanted = new Set<string>(trial.differing);
  for (const entry of trial.refused) for (const table of dataTables(entry)) wanted.add(table);
  for (const entry of statements) {
    const first = firstFate(entry);
    if (first.kind === "rows") for (const table of first.tables) wanted.add(table);
  }
  for (let size = -1; size !== wanted.size; ) {
    size = wanted.size;
    for (const entry of statements) {
      const tables = dataTables(entry);
      if (tables.some((table) => wanted.has(table))) for (const table of tables) wanted.add(table);
    }
  }
  return new Set([...wanted].filter((table) => !BY_FUNCTION.has(table.split(".")[0] ?? "")));
}
