import { isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode } from "../../sql/walk.ts";
import type { ObjectEvent, ReadFile, ReadStatement } from "../reading.ts";
import { takesArguments } from "../routine_call.ts";
import type { MissingName } from "./missing_name.ts";

/** A statement and its place in the chain. */
export interface Placed {
  readonly position: number;
  readonly read: ReadStatement;
}

/** The statements of a chain in the order in which they run. */
export function placeStatements(files: readonly ReadFile[]): readonly Placed[] {
  return files.flatMap(({ statements }) => statements).map((read, position) => ({ position, read }));
}

const KINDS: Readonly<Record<string, readonly string[]>> = {
  relation: ["relation", "sequence", "index"],
  type: ["type", "relation"],
  routine: ["routine"],
  schema: ["schema"],
  extension: ["extension"],
  role: ["role"],
  publication: ["publication"],
  policy: ["policy"],
  trigger: ["trigger"],
  constraint: ["constraint"],
};

/** Whether the statement makes an object of this name, under that name at once or by renaming another. */
export function makes(read: ReadStatement, missing: MissingName): boolean {
  if (missing.kind === "column") return makesColumn(read, missing);
  if (read.makes?.includes(missing.name) === true) return true;
  return read.events.some((event) => {
    const isMade = event.event === "create" || event.event === "replace";
    const made = isMade ? event.ref : event.renamedTo;
    if (made === undefined || !isNamed(made, missing)) return false;
    return !isMade || missing.passed === undefined || takesArguments(read, missing.passed) !== false;
  });
}

/** Whether the statement drops or renames an object of this name. */
export function takesAway(read: ReadStatement, missing: MissingName): boolean {
  if (missing.kind === "column") {
    return read.events.some(
      ({ event, ref }) =>
        (event === "drop" || event === "rename") &&
        ref.kind === "column" &&
        ref.name === missing.name &&
        (missing.table === undefined || ref.table === missing.table),
    );
  }
  return read.events.some(
    (event) =>
      (event.event === "drop" || event.event === "rename") &&
      isNamed(event.ref, missing) &&
      tookArguments(event, missing),
  );
}

/** Whether the routine that is dropped or renamed could have taken what is passed, by the number of its inputs. */
function tookArguments({ inputs }: ObjectEvent, { passed }: MissingName): boolean {
  if (inputs === undefined || passed === undefined) return true;
  return passed.form === "signature" ? passed.count === inputs.length : passed.count <= inputs.length;
}

function isNamed(ref: ObjectEvent["ref"], missing: MissingName): boolean {
  return (
    ref.name === missing.name &&
    (KINDS[missing.kind] ?? []).includes(ref.kind) &&
    (missing.schema === undefined || ref.schema === missing.schema) &&
    (missing.table === undefined || ref.table === missing.table)
  );
}

function makesColumn(read: ReadStatement, { name, table }: MissingName): boolean {
  const { events, statement } = read;
  return events.some(({ event, ref, part, renamedTo }) => {
    const column = event === "create" ? ref : renamedTo;
    if (column?.kind === "column")
      return column.name === name && (table === undefined || column.table === table);
    if (ref.kind !== "relation" || (table !== undefined && ref.name !== table)) return false;
    if (event === "alter" && part === name) return !dropsColumn(read);
    return event === "create" && isNode(statement.node, "CreateStmt") && columnNames(read).includes(name);
  });
}

/** Columns that a CREATE TABLE names. */
export function columnNames({ statement }: ReadStatement): readonly string[] {
  if (!isNode(statement.node, "CreateStmt")) return [];
  return nodeList(statement.node.CreateStmt.tableElts).flatMap((item) =>
    isNode(item, "ColumnDef") ? [String(item.ColumnDef.colname)] : [],
  );
}

function dropsColumn({ statement }: ReadStatement): boolean {
  if (!isNode(statement.node, "AlterTableStmt")) return false;
  return nodeList(statement.node.AlterTableStmt.cmds).some(
    (item) => isNode(item, "AlterTableCmd") && item.AlterTableCmd.subtype === "AT_DropColumn",
  );
}

/** Whether `if not exists` lets the creation pass when the name is taken. */
export function asksFirst({ statement }: ReadStatement): boolean {
  const fields = statement.node[statement.kind];
  return isAstNode(fields) && fields.if_not_exists === true;
}
