import { messageOf, type Session, sqlState } from "../database/database.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { createTextPlace } from "../sql/text_place.ts";
import type { ClusterGuard } from "./cluster_guard.ts";
import type { MigrationFile } from "./discover.ts";
import { beginGuard, endTransaction, runGuarded, runOwnSavepoint } from "./replay_guard.ts";
import type { SplitFile } from "./split_file.ts";
import { type Treatment, treatmentOf } from "./statement_kind.ts";

/**
 * What failed: a stretch of text that is no SQL, a statement, one that only psql can run or that no replay can, the
 * file's row in the ledger, or its commit, which takes the whole file back.
 */
export type FaultStage = "text" | "statement" | "refused" | "ledger" | "commit";

/** Something that failed; the statements after it were still tried. */
export interface ReplayFault {
  readonly file: string;
  readonly stage: FaultStage;
  /** UTF-8 byte offset at which the statement begins in its file. */
  readonly start: number;
  /** 1-based place in the file, as near as the server tells. */
  readonly line: number;
  readonly column?: number;
  readonly sqlstate: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  readonly statement: string;
}

/** A statement that was left out on purpose. */
export interface SkippedStatement {
  readonly file: string;
  readonly line: number;
  readonly reason: string;
  readonly statement: string;
}

/** How one file went. */
export interface ReplayedFile {
  readonly file: string;
  readonly version: string;
  readonly statements: number;
  readonly applied: number;
}

/** Where the parts of a replay write what they find. */
export interface ReplayLog {
  readonly faults: ReplayFault[];
  readonly skipped: SkippedStatement[];
}

/** What a file's replay needs beside the file. */
export interface FileContext {
  readonly session: Session;
  readonly parser: SqlParser;
  readonly log: ReplayLog;
  readonly split: SplitFile;
  /** Runs before a statement; true when it has done the statement's work itself. */
  readonly before: (statement: ParsedStatement) => Promise<boolean>;
  /** Of a shadow on a server that others use too. */
  readonly guard?: ClusterGuard;
}

/** SQLSTATE for text that no server ever saw. */
const SYNTAX_ERROR = "42601";
/** A value added to an enum may not be used before the transaction that added it ends. */
const UNSAFE_NEW_ENUM_VALUE = "55P04";

/**
 * Replays the statements of one file inside the open transaction of the session, each under a savepoint. Ends with a
 * transaction open, though not always the one it found: `commit` in a file ends it and begins the next.
 */
export async function replayStatements(file: MigrationFile, context: FileContext): Promise<ReplayedFile> {
  const { session, parser, log, split, guard } = context;
  for (const stretch of split.unparsed) {
    log.faults.push({
      file: file.file,
      stage: "text",
      start: stretch.start,
      line: stretch.line,
      column: stretch.column,
      sqlstate: SYNTAX_ERROR,
      message: stretch.message,
      statement: stretch.text,
    });
  }
  await beginGuard(session);
  let applied = 0;
  const failed = (statement: ParsedStatement, error: unknown, stage: FaultStage = "statement") =>
    log.faults.push(toFault(file, { statement, error, stage }));
  for (const statement of split.statements) {
    const treatment = guarded(treatmentOf(statement, parser), { statement, guard });
    if (treatment.kind === "skip") {
      log.skipped.push({
        file: file.file,
        line: statement.line,
        reason: treatment.reason,
        statement: statement.text,
      });
    } else if (treatment.kind === "refuse") {
      failed(statement, Object.assign(new Error(treatment.message), { code: "0A000" }), "refused");
    } else {
      try {
        if (treatment.kind === "commit") {
          await guard?.beforeCommit(session);
          await endTransaction(session, "commit");
        } else if (treatment.kind === "rollback") await endTransaction(session, "rollback");
        else if (treatment.kind === "savepoint") await runOwnSavepoint(session, statement.text);
        else if (!(await context.before(statement))) await runGuarded(session, treatment.sql);
        applied++;
      } catch (error) {
        // A connection that is gone says nothing of the statement.
        if (sqlState(error) === undefined) throw error;
        failed(statement, error);
        if (sqlState(error) === UNSAFE_NEW_ENUM_VALUE && treatment.kind === "run") {
          await endTransaction(session, "commit");
          await runGuarded(session, treatment.sql).catch(() => undefined);
        }
      }
    }
  }
  return {
    file: file.file,
    version: file.version,
    statements: split.statements.length + split.unparsed.length,
    applied,
  };
}

/** What a server that others use too allows of it. */
function guarded(
  treatment: Treatment,
  { statement, guard }: { readonly statement: ParsedStatement; readonly guard: ClusterGuard | undefined },
): Treatment {
  if (guard === undefined || treatment.kind !== "run") return treatment;
  const judged = guard.judge(statement, treatment.sql);
  return "skip" in judged ? { kind: "skip", reason: judged.skip } : { kind: "run", sql: judged.sql };
}

/** A fault at the place the server names, which counts characters from the start of the statement. */
function toFault(
  file: MigrationFile,
  failure: { readonly statement: ParsedStatement; readonly error: unknown; readonly stage: FaultStage },
): ReplayFault {
  const { statement, error, stage } = failure;
  const fields = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const position = Number(fields.position);
  const place =
    position > 1
      ? createTextPlace(file.text).at(
          statement.start + createTextPlace(statement.text).offsetOfCharacter(position - 1),
        )
      : statement;
  return {
    file: file.file,
    stage,
    start: statement.start,
    line: place.line,
    column: place.column,
    sqlstate: sqlState(error) ?? "XX000",
    message: messageOf(error),
    ...(typeof fields.detail === "string" ? { detail: fields.detail } : {}),
    ...(typeof fields.hint === "string" ? { hint: fields.hint } : {}),
    statement: statement.text,
  };
}
