import { isPlatformSchema } from "../catalog/scope.ts";
import { isAstNode } from "../sql/ast.ts";
import type { SqlParser } from "../sql/parser.ts";
import { relationName } from "../sql/walk.ts";
import { type BaselineParts, type BaselineStatement, writtenStatement } from "./baseline_parts.ts";
import { emptyBefore, onlyOnce, onlyWhereEmpty } from "./idempotent.ts";
import { onlyStatement } from "./statement_shape.ts";

const WRITES: ReadonlySet<string> = new Set(["DeleteStmt", "InsertStmt", "MergeStmt", "UpdateStmt"]);
const CALLS: ReadonlySet<string> = new Set(["CallStmt", "DoStmt", "SelectStmt"]);

/**
 * The data of a baseline so that it can run again: rows only where the table was empty when the file began, calls that
 * find their work done, sequences that never go back.
 */
export function repeatableParts(parts: BaselineParts, parser: SqlParser): BaselineParts {
  return {
    ...parts,
    rows: guardedRows(parts.rows, parser),
    data: guardedRows(parts.data, parser),
    sequences: parts.sequences.map(neverBack),
  };
}

function guardedRows(
  statements: readonly BaselineStatement[],
  parser: SqlParser,
): readonly BaselineStatement[] {
  const tables = new Set<string>();
  const guarded = statements.map((statement): BaselineStatement => {
    const kind = onlyStatement(statement.sql, parser)?.kind ?? "";
    const table = WRITES.has(kind) ? targetOf(statement, parser) : undefined;
    if (table !== undefined) {
      tables.add(table);
      return { ...statement, sql: onlyWhereEmpty(statement.sql, table) };
    }
    if (WRITES.has(kind) || CALLS.has(kind)) return { ...statement, sql: onlyOnce(statement.sql) };
    return statement;
  });
  if (tables.size === 0) return guarded;
  const made = [...tables].sort();
  return [
    writtenStatement("drop table if exists pg_temp.empty_before"),
    writtenStatement(emptyBefore(made)),
    ...guarded,
  ];
}

/** The user's table that a statement writes; rows of the platform's tables may be others' too. */
function targetOf({ sql, from, table }: BaselineStatement, parser: SqlParser): string | undefined {
  if (table !== undefined) return table;
  const statement = onlyStatement(sql, parser);
  const fields = statement?.node[statement.kind];
  if (!isAstNode(fields) || !isAstNode(fields.relation)) return undefined;
  const { name } = relationName(fields.relation);
  // The statement may name no schema: what it wrote tells which table it is.
  const written = (from?.effect?.tables ?? []).filter((full) => unquoted(full) === name);
  const [only, ...more] = written;
  if (only === undefined || more.length > 0) return undefined;
  return isPlatformSchema(only.slice(0, only.indexOf("."))) ? undefined : only;
}

/** The name of a qualified one, without its quotes. */
function unquoted(full: string): string {
  const quoted = /"((?:[^"]|"")*)"$/.exec(full)?.[1];
  return quoted === undefined ? full.slice(full.lastIndexOf(".") + 1) : quoted.replaceAll('""', '"');
}

/** In a database that is in use a sequence may stand further on. */
function neverBack(statement: BaselineStatement): BaselineStatement {
  const match = /^select pg_catalog\.setval\((.*), (\d+)\)$/s.exec(statement.sql);
  if (match === null) return statement;
  const [, name = "", value = ""] = match;
  const current = `coalesce(pg_catalog.pg_sequence_last_value(${name}), 0)`;
  return { ...statement, sql: `select pg_catalog.setval(${name}, greatest(${value}, ${current}))` };
}
