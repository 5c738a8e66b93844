import { nodeList } from "../../sql/ast.ts";
import type { ParsedStatement } from "../../sql/parser.ts";
import { fieldsOf, isNode, nameParts } from "../../sql/walk.ts";
import type { ReadFile } from "../reading.ts";

/** Kinds of work, by the kind of statement. Indexes, triggers, sequences and comments belong to their table. */
const CONCERNS: Readonly<Record<string, string>> = {
  AlterDefaultPrivilegesStmt: "grants",
  AlterEnumStmt: "types",
  AlterPolicyStmt: "policies",
  AlterPublicationStmt: "publications",
  AlterTableStmt: "tables",
  CompositeTypeStmt: "types",
  CopyStmt: "data",
  CreateDomainStmt: "types",
  CreateEnumStmt: "types",
  CreateEventTrigStmt: "functions",
  CreateExtensionStmt: "extensions",
  CreateForeignTableStmt: "tables",
  CreateFunctionStmt: "functions",
  CreatePolicyStmt: "policies",
  CreatePublicationStmt: "publications",
  CreateRangeStmt: "types",
  CreateRoleStmt: "roles",
  CreateSchemaStmt: "schemas",
  CreateStmt: "tables",
  CreateTableAsStmt: "tables",
  DeleteStmt: "data",
  GrantRoleStmt: "roles",
  GrantStmt: "grants",
  InsertStmt: "data",
  MergeStmt: "data",
  TruncateStmt: "data",
  UpdateStmt: "data",
  ViewStmt: "views",
};

/** What a file works on: kinds of work with their numbers of statements, and the relations it names. */
export interface FileConcerns {
  readonly concerns: ReadonlyMap<string, number>;
  readonly relations: ReadonlySet<string>;
}

/** Counts the kinds of work of a file. */
export function concernsOf(file: ReadFile): FileConcerns {
  const concerns = new Map<string, number>();
  const relations = new Set<string>();
  for (const { statement, events } of file.statements) {
    const concern = concernOf(statement);
    if (concern !== undefined) concerns.set(concern, (concerns.get(concern) ?? 0) + 1);
    for (const { ref } of events) {
      const relation = ref.kind === "relation" ? ref.name : ref.table;
      if (relation !== undefined) relations.add(`${ref.schema ?? ""}.${relation}`);
    }
  }
  return { concerns, relations };
}

function concernOf(statement: ParsedStatement): string | undefined {
  const { kind, text } = statement;
  // Trees may have to be parsed anew: only those are asked for that decide something.
  if (kind === "CreateTableAsStmt") {
    return fieldsOf(statement.node, kind)?.objtype === "OBJECT_MATVIEW" ? "views" : CONCERNS[kind];
  }
  if (kind === "CopyStmt" && fieldsOf(statement.node, kind)?.is_from !== true) return undefined;
  // Only what a schema is made for is counted: a call that schedules a job is work, any other query is none.
  if (kind === "SelectStmt") {
    if (!/schedule/i.test(text)) return undefined;
    return nodeList(fieldsOf(statement.node, kind)?.targetList).some(schedules) ? "jobs" : undefined;
  }
  return CONCERNS[kind];
}

function schedules(item: ReturnType<typeof nodeList>[number]): boolean {
  const call =
    isNode(item, "ResTarget") && isNode(item.ResTarget.val, "FuncCall") ? item.ResTarget.val.FuncCall : {};
  return nameParts(call.funcname).join(".") === "cron.schedule";
}
