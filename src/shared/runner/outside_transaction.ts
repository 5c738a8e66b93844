import { type AstNode, isAstNode, nodeList } from "../sql/ast.ts";
import type { ParsedStatement } from "../sql/parser.ts";

/** Kinds that Postgres refuses inside of a transaction, however they are written. */
const ALWAYS: Readonly<Record<string, string>> = {
  CreatedbStmt: "create database",
  DropdbStmt: "drop database",
  AlterSystemStmt: "alter system",
  CreateTableSpaceStmt: "create tablespace",
  DropTableSpaceStmt: "drop tablespace",
};

/** Options that make `create subscription` and `alter subscription` talk to the publisher, which cannot be undone. */
const CONNECTING_CHANGES = new Set([
  "ALTER_SUBSCRIPTION_REFRESH",
  "ALTER_SUBSCRIPTION_REFRESH_PUBLICATION",
  "ALTER_SUBSCRIPTION_SET_PUBLICATION",
  "ALTER_SUBSCRIPTION_ADD_PUBLICATION",
  "ALTER_SUBSCRIPTION_DROP_PUBLICATION",
]);

/** What Postgres refuses to run inside of a transaction, in SQL's words; `undefined` for a statement that can be undone. */
export function outsideTransaction(statement: ParsedStatement): string | undefined {
  const { kind } = statement;
  const always = ALWAYS[kind];
  if (always !== undefined) return always;
  const inner = statement.node[kind];
  const fields = isAstNode(inner) ? inner : {};
  switch (kind) {
    case "IndexStmt":
      return fields.concurrent === true ? "create index concurrently" : undefined;
    case "DropStmt":
      return fields.concurrent === true ? "drop index concurrently" : undefined;
    case "ReindexStmt":
      return reindex(fields);
    case "VacuumStmt":
      return fields.is_vacuumcmd === true ? "vacuum" : undefined;
    case "ClusterStmt":
      return fields.relation === undefined ? "cluster without a table" : undefined;
    case "RepackStmt":
      return fields.relation === undefined || isOn(fields.params, "concurrently") ? "repack" : undefined;
    case "AlterTableStmt":
      return detachesConcurrently(fields) ? "alter table … detach partition concurrently" : undefined;
    case "AlterDatabaseStmt":
      return optionsOf(fields.options).has("tablespace") ? "alter database … set tablespace" : undefined;
    case "DiscardStmt":
      return fields.target === "DISCARD_ALL" ? "discard all" : undefined;
    case "CreateSubscriptionStmt":
      return isOff(fields.options, "connect") || isOff(fields.options, "create_slot")
        ? undefined
        : "create subscription";
    case "AlterSubscriptionStmt":
      return CONNECTING_CHANGES.has(String(fields.kind)) && !isOff(fields.options, "refresh")
        ? "alter subscription … refresh"
        : undefined;
    case "DropSubscriptionStmt":
      return "drop subscription";
    default:
      return undefined;
  }
}

/** `reindex` of a schema, a database or the system commits after every table; of one table or index only concurrently. */
function reindex(fields: AstNode): string | undefined {
  if (isOn(fields.params, "concurrently")) return "reindex concurrently";
  const many = ["REINDEX_OBJECT_SCHEMA", "REINDEX_OBJECT_SYSTEM", "REINDEX_OBJECT_DATABASE"];
  return many.includes(String(fields.kind)) ? "reindex of a schema or database" : undefined;
}

function detachesConcurrently(fields: AstNode): boolean {
  return nodeList(fields.cmds).some((command) => {
    const inner = command.AlterTableCmd;
    if (!isAstNode(inner) || inner.subtype !== "AT_DetachPartition" || !isAstNode(inner.def)) return false;
    const partition = inner.def.PartitionCmd;
    return isAstNode(partition) && partition.concurrent === true;
  });
}

function optionsOf(value: AstNode[string]): ReadonlyMap<string, AstNode> {
  return new Map(
    nodeList(value).flatMap((item) => {
      const option = item.DefElem;
      return isAstNode(option) ? [[String(option.defname), option] as const] : [];
    }),
  );
}

function isOn(options: AstNode[string], name: string): boolean {
  const option = optionsOf(options).get(name);
  return option !== undefined && !isFalse(option);
}

function isOff(options: AstNode[string], name: string): boolean {
  const option = optionsOf(options).get(name);
  return option !== undefined && isFalse(option);
}

/** Postgres takes `false`, `off` and `0`; an option without a value is on. */
function isFalse(option: AstNode): boolean {
  const { arg } = option;
  if (!isAstNode(arg)) return false;
  if (isAstNode(arg.Boolean)) return arg.Boolean.boolval !== true;
  if (isAstNode(arg.Integer)) return arg.Integer.ival === undefined || arg.Integer.ival === 0;
  // The grammar takes `false` for a text and `off` for the name of a type.
  const typeName = isAstNode(arg.TypeName) ? nodeList(arg.TypeName.names).at(-1) : arg;
  const text = isAstNode(typeName?.String) ? String(typeName.String.sval).toLowerCase() : "";
  return text === "false" || text === "off";
}
