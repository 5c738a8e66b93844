import { type AstNode, nodeList } from "../sql/ast.ts";
import { isNode } from "../sql/walk.ts";
import type { TimelineEvent } from "./timeline.ts";

/** The columns that a CREATE TABLE names. */
export interface MadeColumns {
  readonly names: readonly string[];
  /** It takes none over from a parent, a type or another table. */
  readonly all: boolean;
}

/** Reads them from the fields of a CREATE TABLE. */
export function readMadeColumns(create: AstNode): MadeColumns {
  const elements = nodeList(create.tableElts);
  const names = elements.flatMap((item) =>
    isNode(item, "ColumnDef") ? [String(item.ColumnDef.colname)] : [],
  );
  const takesOver = create.inhRelations !== undefined || create.ofTypename !== undefined;
  return { names, all: !takesOver && !elements.some((item) => isNode(item, "TableLikeClause")) };
}

/** The columns that a CREATE TABLE names; nothing where others come from elsewhere. */
export function columnsMade(event: TimelineEvent): Map<string, TimelineEvent> | undefined {
  const { made } = event.statement;
  return made === undefined ? undefined : new Map(made.names.map((name) => [name, event] as const));
}

/** Whether a CREATE TABLE takes no columns over from a parent, a type or another table, and surely runs. */
export function namesAllColumns({ event, statement }: TimelineEvent): boolean {
  return statement.made?.all === true && event.guarded !== true;
}
