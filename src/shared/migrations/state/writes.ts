import { type AstNode, isAstNode, nodeList } from "../../sql/ast.ts";
import { isNode, relationName, walk } from "../../sql/walk.ts";
import type { ApplyContext } from "./apply.ts";
import type { Executed } from "./executed.ts";
import type { Origin, StateRelation } from "./schema_objects.ts";
import type { SchemaState } from "./schema_state.ts";

/** How a statement changes rows. */
export type WriteVerb = "insert" | "update" | "delete" | "merge" | "copy" | "truncate";

/** A statement that changes rows of a table when the migration runs. */
export interface Write {
  readonly verb: WriteVerb;
  readonly relation: StateRelation;
  readonly origin: Origin;
  /** It says which rows. Always true of verbs that need not. */
  readonly where: boolean;
  /** The same file made the table before, so that nobody else's rows are in it. */
  readonly ownTable: boolean;
  /** An UPDATE of columns that the same file added before. */
  readonly ownColumns: boolean;
}

const VERBS: Readonly<Record<string, WriteVerb>> = {
  InsertStmt: "insert",
  UpdateStmt: "update",
  DeleteStmt: "delete",
  MergeStmt: "merge",
  CopyStmt: "copy",
};

/** Statements that run queries when they run themselves; what others hold runs later or never. */
const RUNNING: ReadonlySet<string> = new Set([...Object.keys(VERBS), "SelectStmt", "CreateTableAsStmt"]);

/** Changes of rows by one statement, those in its WITH queries included. Temporary tables are nobody's rows. */
export function writesOf(state: SchemaState, executed: Executed, context: ApplyContext): readonly Write[] {
  const { node, kind } = executed;
  const writes: Write[] = [];
  const add = (verb: WriteVerb, rangeVar: unknown, fields: AstNode): void => {
    if (!isAstNode(rangeVar)) return;
    const relation = state.relationNamed(relationName(rangeVar), context.path);
    if (relation.schema.startsWith("pg_temp")) return;
    const { file } = context.origin.statement;
    writes.push({
      verb,
      relation,
      origin: context.origin,
      where: (verb !== "update" && verb !== "delete") || fields.whereClause !== undefined,
      ownTable: relation.made?.statement.file === file,
      ownColumns: verb === "update" && columnsSet(fields).every((name) => isOwn(relation, name, file)),
    });
  };
  if (isNode(node, "TruncateStmt")) {
    for (const item of nodeList(node.TruncateStmt.relations)) {
      if (isNode(item, "RangeVar")) add("truncate", item.RangeVar, {});
    }
  } else if (RUNNING.has(kind)) {
    walk(node, (inner, fields) => {
      const verb = VERBS[inner];
      if (verb === undefined || (verb === "copy" && fields.is_from !== true)) return;
      add(verb, fields.relation, fields);
    });
  }
  return writes;
}

function columnsSet(fields: AstNode): readonly string[] {
  return nodeList(fields.targetList).flatMap((item) =>
    isNode(item, "ResTarget") ? [String(item.ResTarget.name)] : [],
  );
}

function isOwn(relation: StateRelation, column: string, file: unknown): boolean {
  return relation.columns.get(column)?.origin.statement.file === file;
}
