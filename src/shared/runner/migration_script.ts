import { SupawardenError } from "../errors.ts";
import { sha256Hex } from "../findings/fingerprint.ts";
import { cliStatements } from "../migrations/cli_statements.ts";
import type { MigrationFile } from "../migrations/discover.ts";
import { splitFile } from "../migrations/split_file.ts";
import { treatmentOf } from "../migrations/statement_kind.ts";
import { normaliseTree } from "../sql/normalise.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { outsideTransaction } from "./outside_transaction.ts";
import { readTransactionControl } from "./transaction_control.ts";

/** A statement of a script, and how the runner sends it. */
export interface ScriptStatement extends ParsedStatement {
  /**
   * `run` inside a transaction of the runner, `bare` without one, `control` the file's own begin, commit or savepoint,
   * `left_out` a begin or commit around the whole file, which the runner's own transaction replaces.
   */
  readonly way: "run" | "bare" | "control" | "left_out";
}

/** A migration file, or its way back, ready to run. */
export interface MigrationScript {
  readonly file: string;
  readonly version: string;
  readonly name: string;
  readonly text: string;
  readonly statements: readonly ScriptStatement[];
  /** What the ledger gets, as the Supabase CLI writes it. */
  readonly recorded: readonly string[];
  /** Why the file cannot be one transaction; absent where it is one, together with its row in the ledger. */
  readonly piecemeal?: string;
}

/** First words of a comment before the first statement that ask for a file without a transaction. */
const HEADERS = ["supawarden: no-transaction", "pg-delta: transaction=false"];

/**
 * Reads a file as the runner will run it.
 * @throws SupawardenError `input` where it holds what no server can run: lines of psql, data for `copy`, bad SQL.
 */
export function readScript(file: MigrationFile, parser: SqlParser): MigrationScript {
  const { statements, unparsed } = splitFile(file.text, parser);
  const [fault] = unparsed;
  if (fault !== undefined) {
    throw refusal(`${file.file}:${fault.line}:${fault.column}: ${fault.message}`);
  }
  for (const statement of statements) {
    const treatment = statement.kind === "CopyStmt" ? treatmentOf(statement, parser) : undefined;
    if (treatment?.kind === "refuse") {
      throw refusal(`${file.file}:${statement.line}:${statement.column}: ${treatment.message}`);
    }
  }
  const control = readTransactionControl(statements);
  const outside = statements.flatMap((statement) => {
    const what = outsideTransaction(statement);
    return what === undefined ? [] : [`line ${statement.line}: ${what} runs outside of a transaction`];
  });
  const piecemeal = hasHeader(statements, { text: file.text, parser })
    ? "its first comment asks for no transaction"
    : (outside[0] ?? control.reason);
  return {
    file: file.file,
    version: file.version,
    name: file.name,
    text: file.text,
    statements: statements.map((statement) => ({
      ...statement,
      way: wayOf(statement, { isPiecemeal: piecemeal !== undefined, leftOut: control.leftOut }),
    })),
    recorded: cliStatements(file.text),
    ...(piecemeal === undefined ? {} : { piecemeal }),
  };
}

/** SHA-256 of what a script says: comments, blanks and the case of keywords make no difference. */
export function checksumOf(script: MigrationScript, parser: SqlParser): string {
  return sha256Hex(script.statements.map(({ node }) => normaliseTree(parser, node)).join("\n"));
}

function refusal(message: string): SupawardenError {
  return new SupawardenError("input", message, {
    hint: "Nothing was run. Repair the file; the Supabase CLI stops at it as well.",
  });
}

function hasHeader(
  statements: readonly ParsedStatement[],
  { text, parser }: { readonly text: string; readonly parser: SqlParser },
): boolean {
  const [first] = statements;
  if (first === undefined || first.start === 0) return false;
  const bytes = new TextEncoder().encode(text).subarray(0, first.start);
  const head = new TextDecoder("utf-8", { ignoreBOM: false }).decode(bytes);
  const encoded = new TextEncoder().encode(head);
  return parser
    .scan(head)
    .filter(({ name }) => name === "SQL_COMMENT")
    .map(({ start, end }) => new TextDecoder().decode(encoded.subarray(start + 2, end)).trim())
    .some((comment) => HEADERS.includes(comment));
}

function wayOf(
  statement: ParsedStatement,
  how: { readonly isPiecemeal: boolean; readonly leftOut: ReadonlySet<ParsedStatement> },
): ScriptStatement["way"] {
  if (!how.isPiecemeal && how.leftOut.has(statement)) return "left_out";
  if (statement.kind === "TransactionStmt") return "control";
  if (!how.isPiecemeal) return "run";
  // A procedure or a block may commit by itself, which Postgres allows at the top level only.
  const mayCommit = statement.kind === "CallStmt" || statement.kind === "DoStmt";
  return mayCommit || outsideTransaction(statement) !== undefined ? "bare" : "run";
}
