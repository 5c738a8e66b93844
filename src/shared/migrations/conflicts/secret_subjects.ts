import { globalRef, type ObjectRef, qualified, recordRef } from "../../catalog/identity.ts";
import { isAstNode, nodeList } from "../../sql/ast.ts";
import { quoteIdent } from "../../sql/ident.ts";
import { isNode, nameParts, stringConst } from "../../sql/walk.ts";
import type { ReadStatement } from "../reading.ts";
import { fileRef, routineNameRef } from "./refs.ts";

/** What a statement is about: what it makes or changes, the job it schedules, else its file. */
export function subjectOf(statement: ReadStatement): ObjectRef {
  const { node } = statement.statement;
  const job = isNode(node, "SelectStmt") ? scheduledJob(node.SelectStmt.targetList) : undefined;
  if (job !== undefined) return recordRef("cron_job", job);
  if (isNode(node, "AlterDatabaseSetStmt"))
    return globalRef("database", String(node.AlterDatabaseSetStmt.dbname));
  for (const kind of ["AlterRoleStmt", "AlterRoleSetStmt"] as const) {
    const role = isNode(node, kind) && isAstNode(node[kind].role) ? node[kind].role.rolename : undefined;
    if (typeof role === "string") return globalRef("role", role);
  }
  const made = statement.events.find(({ implied }) => implied !== true)?.ref;
  if (made === undefined || statement.statement.kind === "DoStmt") return fileRef(statement.file);
  if (made.kind === "routine") return routineNameRef({ schema: made.schema ?? "public", name: made.name });
  if (made.kind === "relation" && made.schema !== undefined) {
    return { ...made, identity: qualified({ schema: made.schema, name: made.name }) };
  }
  return made.identity === "" ? { ...made, identity: quoteIdent(made.name) } : made;
}

/** Name of the job that `select cron.schedule('name', …)` schedules. */
function scheduledJob(targets: Parameters<typeof nodeList>[0]): string | undefined {
  for (const item of nodeList(targets)) {
    const call =
      isNode(item, "ResTarget") && isNode(item.ResTarget.val, "FuncCall") ? item.ResTarget.val.FuncCall : {};
    const name = nameParts(call.funcname).join(".");
    if (name !== "cron.schedule" && name !== "cron.schedule_in_database") continue;
    const args = nodeList(call.args);
    const named = args.find(
      (argument) => isNode(argument, "NamedArgExpr") && argument.NamedArgExpr.name === "job_name",
    );
    if (isNode(named, "NamedArgExpr")) return stringConst(named.NamedArgExpr.arg);
    return args.length > 2 ? stringConst(args[0]) : undefined;
  }
  return undefined;
}
