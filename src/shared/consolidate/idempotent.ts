import { isAstNode } from "../sql/ast.ts";
import { quoteLiteral } from "../sql/ident.ts";
import type { ParsedStatement, SqlParser, SqlToken } from "../sql/parser.ts";
import { placeOfStatement } from "./statement_kinds.ts";
import { onlyStatement } from "./statement_shape.ts";

/** Words behind which `if not exists` goes, by kind of statement. */
const AFTER: Readonly<Record<string, readonly string[]>> = {
  CreateStmt: ["table"],
  IndexStmt: ["index"],
  CreateSchemaStmt: ["schema"],
  CreateExtensionStmt: ["extension"],
  CreateSeqStmt: ["sequence"],
  CreateForeignTableStmt: ["table"],
  CreateForeignServerStmt: ["server"],
};

/** Statements that can simply run again. */
const REPEATABLE: ReadonlySet<string> = new Set([
  "AlterDatabaseSetStmt",
  "AlterDefaultPrivilegesStmt",
  "AlterOwnerStmt",
  "AlterRoleSetStmt",
  "AlterRoleStmt",
  "AlterSeqStmt",
  "AlterSystemStmt",
  "CommentStmt",
  "GrantRoleStmt",
  "GrantStmt",
  "NotifyStmt",
  "RefreshMatViewStmt",
  "SecLabelStmt",
]);

/** What Postgres says of what is there already. A second primary key of a table is an invalid definition to it. */
const EXISTS: readonly string[] = [
  "duplicate_column",
  "duplicate_function",
  "duplicate_object",
  "duplicate_schema",
  "duplicate_table",
  "invalid_table_definition",
];

/**
 * A statement that does no harm where its object exists: by `if not exists` or `or replace` where Postgres has them, by a
 * guard otherwise, which is a transaction: what runs in none is left as it is. It hides that the object is another one, as `if not exists` always does.
 */
export function idempotentSql(sql: string, parser: SqlParser): string {
  const statement = onlyStatement(sql, parser);
  if (statement === undefined) return sql;
  const { kind, node } = statement;
  const fields = isAstNode(node[kind]) ? node[kind] : {};
  if (fields.if_not_exists === true || fields.missing_ok === true || REPEATABLE.has(kind)) return sql;
  if (kind === "IndexStmt" && fields.concurrent === true) {
    return inserted(statement, { after: ["concurrently"], text: " if not exists", parser });
  }
  const words = AFTER[kind];
  if (words !== undefined) return inserted(statement, { after: words, text: " if not exists", parser });
  if (kind === "CreateTableAsStmt") {
    return inserted(statement, { after: ["view", "table"], text: " if not exists", parser });
  }
  if (["CreateFunctionStmt", "ViewStmt", "CreateTrigStmt", "RuleStmt"].includes(kind)) {
    if (fields.replace === true || fields.isconstraint === true)
      return fields.replace === true ? sql : guarded(sql);
    return inserted(statement, { after: ["create"], text: " or replace", parser });
  }
  if (placeOfStatement(statement).kind === "own_file") return sql;
  // Enabling row level security, defaults, owners: altering to what is there is no error.
  if (kind === "AlterTableStmt" && !addsConstraint(fields)) return sql;
  // Of a text search configuration that is there, Postgres says that the key in its catalog is taken.
  return kind === "DefineStmt" ? onlyOnce(sql) : guarded(sql);
}

function addsConstraint(fields: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(fields.cmds ?? []).includes('"AT_Add');
}

/** Runs it in a block that takes these errors for done. */
function guarded(sql: string, conditions: readonly string[] = EXISTS): string {
  const tag = freeTag(sql);
  return `do ${tag}\nbegin\n  ${executed(sql)};\nexception when ${conditions.join(" or ")} then null;\nend\n${tag}`;
}

/** As a text: a block would put its own variables into the statement, and wants to know where a result goes. */
function executed(sql: string): string {
  const tag = freeTag(sql, "sql");
  return `execute ${tag}${sql}${tag}`;
}

/** A quote that does not occur inside. */
function freeTag(sql: string, name = "guard"): string {
  for (let number = 0; ; number++) {
    const tag = number === 0 ? `$${name}$` : `$${name}${number}$`;
    if (!sql.includes(tag)) return tag;
  }
}

/** The temporary table that says which tables were empty when the file began. */
const EMPTY = "pg_temp.empty_before";

/** Makes that table for these, by qualified name. */
export function emptyBefore(tables: readonly string[]): string {
  const rows = tables.map(
    (table) => `  select ${quoteLiteral(table)} as name where not exists (select from ${table})`,
  );
  return `create temporary table empty_before on commit drop as\n${rows.join("\n  union all\n")}`;
}

/** A data statement that runs only where its table was empty when the file began: rows are not written twice. */
export function onlyWhereEmpty(sql: string, table: string): string {
  const tag = freeTag(sql);
  const condition = `exists (select from ${EMPTY} emp where emp.name = ${quoteLiteral(table)})`;
  return `do ${tag}\nbegin\n  if ${condition} then\n    ${executed(sql)};\n  end if;\nend\n${tag}`;
}

/** A call or a block that takes a key which is there, or an object that is there, for done. */
export function onlyOnce(sql: string): string {
  return guarded(sql, [...EXISTS, "unique_violation"]);
}

function inserted(
  statement: ParsedStatement,
  {
    after,
    text,
    parser,
  }: { readonly after: readonly string[]; readonly text: string; readonly parser: SqlParser },
): string {
  const bytes = new TextEncoder().encode(statement.text);
  const decode = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  const isWord = (token: SqlToken) =>
    token.keyword && after.includes(decode(token.start, token.end).toLowerCase());
  const token = parser.scan(statement.text).find(isWord);
  if (token === undefined) return statement.text;
  return `${decode(0, token.end)}${text}${decode(token.end, bytes.length)}`;
}
