import { isAstNode, nodeList } from "../sql/ast.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { isNode, walk } from "../sql/walk.ts";

/** Privileges on a table that Postgres has had before 17. */
const TABLE_PRIVILEGES = ["delete", "insert", "references", "select", "trigger", "truncate", "update"];

/**
 * `grant all` for a list of every privilege on a table: the list has `maintain` in it since Postgres 17, and an older
 * server knows no such word.
 */
export function withGrantAll(sql: string, parser: SqlParser): string {
  const statement = parser.parse(sql).statements[0];
  const fields = statement?.node.GrantStmt;
  if (statement === undefined || !isAstNode(fields) || fields.objtype !== "OBJECT_TABLE") return sql;
  const names = nodeList(fields.privileges).flatMap((item) =>
    isNode(item, "AccessPriv") && item.AccessPriv.cols === undefined
      ? [String(item.AccessPriv.priv_name ?? "")]
      : [],
  );
  if (names.length !== nodeList(fields.privileges).length) return sql;
  if (!TABLE_PRIVILEGES.every((name) => names.includes(name))) return sql;
  const tokens = parser.scan(statement.text);
  const word = (index: number) =>
    new TextDecoder().decode(bytes.subarray(tokens[index]?.start, tokens[index]?.end)).toLowerCase();
  const bytes = new TextEncoder().encode(statement.text);
  const on = tokens.findIndex((token, index) => token.keyword && word(index) === "on");
  const [first, last] = [tokens[1], tokens[on - 1]];
  if (first === undefined || last === undefined) return sql;
  const decode = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  return `${decode(0, first.start)}all${decode(last.end, bytes.length)}`;
}

/**
 * A generated statement as it does no harm in any project: extensions that the platform may have brought, and schemas that
 * the role which runs the migration owns anyway.
 */
export function portableSql(sql: string, parser: SqlParser): string {
  const [statement] = parser.parse(sql).statements;
  if (statement === undefined) return sql;
  const bytes = new TextEncoder().encode(statement.text);
  const decode = (from: number, to: number) => new TextDecoder().decode(bytes.subarray(from, to));
  const tokens = parser.scan(statement.text);
  const find = (word: string) =>
    tokens.find(({ start, end, keyword }) => keyword && decode(start, end).toLowerCase() === word);
  if (
    isNode(statement.node, "CreateExtensionStmt") &&
    statement.node.CreateExtensionStmt.if_not_exists !== true
  ) {
    const token = find("extension");
    if (token === undefined) return sql;
    return `${decode(0, token.end)} if not exists${decode(token.end, bytes.length)}`;
  }
  if (isNode(statement.node, "CreateSchemaStmt")) {
    const { authrole } = statement.node.CreateSchemaStmt;
    const token = find("authorization");
    if (token === undefined || !isAstNode(authrole) || authrole.rolename !== "postgres") return sql;
    return decode(0, token.start).trimEnd();
  }
  return sql;
}

/** What a statement needs a newer server for, with the first version that has it. */
export interface NewerFeature {
  readonly feature: string;
  readonly since: number;
}

/** The features of a statement that a server of the major version lacks. */
export function newerFeatures(statement: ParsedStatement, major: number): readonly NewerFeature[] {
  const found = new Map<string, number>();
  const note = (feature: string, since: number): void => {
    if (since > major) found.set(feature, since);
  };
  walk(statement.node, (kind, node) => {
    switch (kind) {
      case "AccessPriv":
        if (node.priv_name === "maintain") note("privilege maintain", 17);
        break;
      case "VariableSetStmt":
        if (node.name === "transaction_timeout") note("setting transaction_timeout", 17);
        break;
      case "MergeStmt":
        note("merge", 15);
        if (nodeList(node.returningList).length > 0 || isAstNode(node.returningClause))
          note("merge … returning", 17);
        break;
      case "JsonTable":
        note("json_table", 17);
        break;
      case "JsonFuncExpr":
        note("json_exists, json_query, json_value", 17);
        break;
      case "IndexStmt":
        if (node.nulls_not_distinct === true) note("nulls not distinct", 15);
        break;
      case "Constraint":
        noteConstraint(node, note);
        break;
      case "GrantRoleStmt":
        for (const option of nodeList(node.opt)) {
          const name = isNode(option, "DefElem") ? option.DefElem.defname : undefined;
          if (name === "inherit" || name === "set") note(`grant of a role with ${name}`, 16);
        }
        break;
      case "DefElem":
        if (node.defname === "security_invoker") note("views with security_invoker", 15);
        break;
      default:
    }
  });
  return [...found].map(([feature, since]) => ({ feature, since }));
}

function noteConstraint(
  node: Readonly<Record<string, unknown>>,
  note: (feature: string, since: number) => void,
): void {
  if (node.nulls_not_distinct === true) note("nulls not distinct", 15);
  if (node.without_overlaps === true || node.fk_with_period === true) note("temporal keys", 18);
  if (node.contype === "CONSTR_GENERATED" && node.generated_kind === "v")
    note("virtual generated columns", 18);
  if (node.contype === "CONSTR_ATTR_NOT_ENFORCED") note("constraints that are not enforced", 18);
}
