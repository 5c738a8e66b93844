import type { ChainStatement } from "./chain_statements.ts";

/** A statement of the baseline. */
export interface BaselineStatement {
  /** Without the semicolon. */
  readonly sql: string;
  /** Keys (`drift/schema_object.ts`) of the objects it makes or changes; empty for data. */
  readonly objects: readonly string[];
  /** The statement of the old chain that it is. */
  readonly from?: ChainStatement;
  /** Kind of object, in pg-delta's words; empty for what stands as it stood. */
  readonly kind: string;
  /** Ids of what it makes and needs, in pg-delta's words. */
  readonly makes: readonly string[];
  readonly needs: readonly string[];
  /** The relation that it is or belongs to, by qualified name. */
  readonly table?: string;
}

/** The parts of a baseline, in the order in which they run. */
export interface BaselineParts {
  /** Roles, memberships, settings of roles and of the database. */
  readonly cluster: readonly BaselineStatement[];
  /** Schemas, extensions, types, tables, routines, views, indexes, policies. */
  readonly structure: readonly BaselineStatement[];
  /** Rows that stand for statements which do not run after the whole schema. */
  readonly rows: readonly BaselineStatement[];
  /** Foreign keys and triggers. */
  readonly links: readonly BaselineStatement[];
  /** Data and side effects, in their order. */
  readonly data: readonly BaselineStatement[];
  /** Privileges, default privileges, event triggers, and all that the data statements had to come before. */
  readonly access: readonly BaselineStatement[];
  /** Where sequences stand, and materialized views filled anew. */
  readonly sequences: readonly BaselineStatement[];
  /** Each for a file of its own. */
  readonly own: readonly BaselineStatement[];
}

/** A statement that stands as it stood. */
export function carriedStatement(from: ChainStatement): BaselineStatement {
  return { sql: from.statement.text, from, objects: [], kind: "", makes: [], needs: [] };
}

/** A statement that this project writes itself. */
export function writtenStatement(sql: string, table?: string): BaselineStatement {
  return { sql, objects: [], kind: "", makes: [], needs: [], ...(table === undefined ? {} : { table }) };
}
