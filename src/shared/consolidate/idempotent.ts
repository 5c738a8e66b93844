import { isAstNode } from "../sql/ast.ts";
import type { ParsedStatement, SqlParser, SqlToken } from "../sql/parser.ts";
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
  "CommentStmt",
  "GrantRoleStmt",
  "GrantStmt",
  "NotifyStmt",
  "RefreshMatViewStmt",
  "SecLabelStmt",
]);

/** SQLSTATEs of what exists already: duplicate object, table, function, schema, column, and a key that is taken. */
const EXISTS = [
  "duplicate_object",
  "duplicate_table",
  "duplicate_function",
  "duplicate_schema",
  "duplicate_column",
];

/**
 * A statement that does no harm where its object exists: by `if not exists` or `or replace` where Postgres has them, by a
 * guard otherwise. It hides that the object is another one, as `if not exists` always does.
 */
export function idempotentSql(sql: string, parser: SqlParser): string {
  const statement = onlyStatement(sql, parser);
  if (statement === undefined) return sql;
  const { kind, node } = statement;
  const fields = isAstNode(node[kind]) ? node[kind] : {};
  if (fields.if_not_exists === true || fields.missing_ok === true || REPEATABLE.has(kind)) return sql;
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
  // Enabling row level security, defaults, owners: altering to what is there is no error.
  if (kind === "AlterTableStmt" && !addsConstraint(fields)) return sql;
  return guarded(sql);
}

function addsConstraint(fields: Readonly<Record<string, unknown>>): boolean {
  return JSON.stringify(fields.cmds ?? []).includes('"AT_Add');
}

/** Runs it, with its lines as they are since a text may span them, in a block that takes "already there" for done. */
function guarded(sql: string): string {
  const tag = freeTag(sql);
  const conditions = EXISTS.join(" or ");
  return `do ${tag}\nbegin\n  ${sql};\nexception when ${conditions} then null;\nend\n${tag}`;
}

/** A quote that does not occur inside. */
function freeTag(sql: string): string {
  for (let number = 0; ; number++) {
    const tag = number === 0 ? "$guard$" : `$guard${number}$`;
    if (!sql.includes(tag)) return tag;
  }
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
