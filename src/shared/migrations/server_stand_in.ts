import type { Session } from "../database/database.ts";
import { isAstNode, nodeList } from "../sql/ast.ts";
import type { ParsedStatement } from "../sql/parser.ts";
import { STAND_INS, standInSql } from "./prelude/stand_ins.ts";
import { runGuarded } from "./replay_guard.ts";

/**
 * On a server a stand-in cannot be a file of the server: its SQL runs in place of `create extension`. True when it has
 * done the work of the statement.
 */
export async function makeStandIn(
  statement: ParsedStatement,
  context: { readonly session: Session; readonly available: ReadonlySet<string> },
): Promise<boolean> {
  const { session, available } = context;
  const fields = statement.node.CreateExtensionStmt;
  if (!isAstNode(fields)) return false;
  const name = String(fields.extname);
  const standIn = STAND_INS.get(name);
  if (standIn === undefined || available.has(name)) return false;
  const [known] = await session.query<{ found: boolean }>(
    "select exists (select from pg_catalog.pg_extension where extname = $1) as found",
    [name],
  );
  if (known?.found === true && fields.if_not_exists === true) return true;
  const [schema] = nodeList(fields.options)
    .map((option) => option.DefElem)
    .filter(isAstNode)
    .filter((option) => option.defname === "schema")
    .map((option) =>
      isAstNode(option.arg) && isAstNode(option.arg.String) ? String(option.arg.String.sval) : "public",
    );
  await runGuarded(session, standInSql(standIn, standIn.schema ?? schema));
  return true;
}
