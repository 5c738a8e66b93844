import { type AstNode, isAstNode, nodeList } from "../sql/ast.ts";
import type { ParsedStatement } from "../sql/parser.ts";

/** What a file's own transaction statements mean for the runner. */
export interface TransactionControl {
  /** A begin and a commit around the whole file. */
  readonly leftOut: ReadonlySet<ParsedStatement>;
  /** Why the file cannot be one transaction. */
  readonly reason?: string;
}

const NOTHING: TransactionControl = { leftOut: new Set() };

/**
 * Looks at begin, commit and their kin. One plain pair around everything but `set` says what the runner does anyhow:
 * it is left out, so that file and ledger row stay one transaction. Everything else is run as it is written.
 */
export function readTransactionControl(statements: readonly ParsedStatement[]): TransactionControl {
  const controls = statements.filter((statement) => isEnd(statement) || isBegin(statement));
  const [begin, commit, ...more] = controls;
  if (begin === undefined) return NOTHING;
  const reason = `line ${begin.line}: the file begins and ends transactions itself`;
  if (commit === undefined || more.length > 0) return { ...NOTHING, reason };
  if (!isBegin(begin) || !isPlain(begin) || kindOf(commit) !== "TRANS_STMT_COMMIT" || !isPlain(commit)) {
    return { ...NOTHING, reason };
  }
  const around = [
    ...statements.slice(0, statements.indexOf(begin)),
    ...statements.slice(statements.indexOf(commit) + 1),
  ];
  return around.every(({ kind }) => kind === "VariableSetStmt")
    ? { leftOut: new Set([begin, commit]) }
    : { ...NOTHING, reason };
}

/** Whether a statement opens a transaction block (`true`), closes one (`false`) or does neither. */
export function opensTransaction(statement: ParsedStatement): boolean | undefined {
  if (isBegin(statement)) return true;
  return isEnd(statement) ? fieldsOf(statement).chain === true : undefined;
}

function isBegin(statement: ParsedStatement): boolean {
  return ["TRANS_STMT_BEGIN", "TRANS_STMT_START"].includes(kindOf(statement));
}

function isEnd(statement: ParsedStatement): boolean {
  return [
    "TRANS_STMT_COMMIT",
    "TRANS_STMT_ROLLBACK",
    "TRANS_STMT_PREPARE",
    "TRANS_STMT_COMMIT_PREPARED",
    "TRANS_STMT_ROLLBACK_PREPARED",
  ].includes(kindOf(statement));
}

function isPlain(statement: ParsedStatement): boolean {
  const fields = fieldsOf(statement);
  return nodeList(fields.options).length === 0 && fields.chain !== true;
}

function kindOf(statement: ParsedStatement): string {
  return statement.kind === "TransactionStmt" ? String(fieldsOf(statement).kind) : "";
}

function fieldsOf(statement: ParsedStatement): AstNode {
  const inner = statement.node[statement.kind];
  return isAstNode(inner) ? inner : {};
}
