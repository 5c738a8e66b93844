import { isAstNode } from "../sql/ast.ts";
import type { ReadStatement } from "./reading.ts";

/** What a statement makes, by the word that DROP takes for it; nothing where the statement does not tell. */
const MADE_BY: Readonly<Record<string, string>> = {
  CreateForeignTableStmt: "OBJECT_FOREIGN_TABLE",
  CreateSeqStmt: "OBJECT_SEQUENCE",
  CreateStmt: "OBJECT_TABLE",
  IndexStmt: "OBJECT_INDEX",
  ViewStmt: "OBJECT_VIEW",
};

/**
 * Whether Postgres refuses to drop what the one statement made by the command of the other: `drop view` takes no table,
 * with IF EXISTS neither.
 */
export function isOtherWord(dropping: ReadStatement, made: ReadStatement | undefined): boolean {
  const drop = dropping.statement.node.DropStmt;
  const word = made === undefined ? undefined : madeAs(made);
  if (!isAstNode(drop) || word === undefined) return false;
  const asked = String(drop.removeType);
  return WORDS.has(asked) && asked !== word;
}

function madeAs({ statement: { kind, node } }: ReadStatement): string | undefined {
  const fields = node[kind];
  if (kind === "CreateTableAsStmt" && isAstNode(fields)) return String(fields.objtype);
  return MADE_BY[kind];
}

/** Words for what shares one space of names. */
const WORDS: ReadonlySet<string> = new Set([...Object.values(MADE_BY), "OBJECT_MATVIEW"]);
