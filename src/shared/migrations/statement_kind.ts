import { isAstNode } from "../sql/ast.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";

/** How the replay treats a statement. */
export type Treatment =
  | { readonly kind: "run"; readonly sql: string }
  /** Runs outside of our savepoint, which would swallow it: the file's own savepoints. */
  | { readonly kind: "savepoint" }
  | { readonly kind: "commit" }
  | { readonly kind: "rollback" }
  /** Makes nothing that a schema holds, or cannot be done here; the replay goes on without it. */
  | { readonly kind: "skip"; readonly reason: string }
  | { readonly kind: "refuse"; readonly message: string };

/** Statements that Postgres refuses inside a transaction and that leave no trace in the schema. */
const OUTSIDE_TRANSACTION: Readonly<Record<string, string>> = {
  CreatedbStmt: "create database makes another database",
  DropdbStmt: "drop database concerns another database",
  AlterSystemStmt: "alter system sets the server, not the schema",
  CreateTableSpaceStmt: "a tablespace belongs to the server",
  DropTableSpaceStmt: "a tablespace belongs to the server",
};

/** Statements whose `concurrently` asks for the same object by another way, which no transaction allows. */
const CONCURRENT = new Set(["IndexStmt", "DropStmt", "ReindexStmt", "AlterTableStmt"]);

/** Decides how one statement is replayed inside the transaction of its file. */
export function treatmentOf(statement: ParsedStatement, parser: SqlParser): Treatment {
  const node = statement.node[statement.kind];
  const fields = isAstNode(node) ? node : {};
  if (statement.kind === "TransactionStmt") return transactionControl(String(fields.kind));
  const outside = OUTSIDE_TRANSACTION[statement.kind];
  if (outside !== undefined) return { kind: "skip", reason: outside };
  if (statement.kind === "VacuumStmt" && fields.is_vacuumcmd === true) {
    return { kind: "skip", reason: "vacuum changes no schema" };
  }
  if (statement.kind === "CopyStmt" && fields.is_from === true && fields.filename === undefined) {
    return {
      kind: "refuse",
      message: "copy … from stdin needs the data psql sends after it; the Supabase CLI stops at it",
    };
  }
  return {
    kind: "run",
    sql: CONCURRENT.has(statement.kind) ? withoutConcurrently(statement.text, parser) : statement.text,
  };
}

function transactionControl(kind: string): Treatment {
  if (kind === "TRANS_STMT_BEGIN" || kind === "TRANS_STMT_START" || kind === "TRANS_STMT_COMMIT")
    return { kind: "commit" };
  if (kind === "TRANS_STMT_ROLLBACK") return { kind: "rollback" };
  if (/SAVEPOINT|RELEASE|ROLLBACK_TO/.test(kind)) return { kind: "savepoint" };
  return { kind: "refuse", message: "two-phase commit is not replayed" };
}

/** Blanks of the same length keep every position the server reports. */
function withoutConcurrently(sql: string, parser: SqlParser): string {
  // Hardly any statement has the word, and to scan them all takes as long as half of their parsing.
  if (!/concurrently/i.test(sql)) return sql;
  const bytes = new TextEncoder().encode(sql);
  for (const token of parser.scan(sql)) {
    const word = new TextDecoder().decode(bytes.subarray(token.start, token.end));
    if (token.keyword && word.toLowerCase() === "concurrently") bytes.fill(0x20, token.start, token.end);
  }
  return new TextDecoder().decode(bytes);
}
