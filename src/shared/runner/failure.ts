import { messageOf, sqlState } from "../database/database.ts";
import { createTextPlace } from "../sql/text_place.ts";
import { codeFrame } from "./code_frame.ts";
import { hintFor } from "./failure_hints.ts";
import type { MigrationScript, ScriptStatement } from "./migration_script.ts";

/** What a migration was at when it failed. */
export type FailurePoint =
  | { readonly kind: "statement"; readonly statement: ScriptStatement }
  /** The runner's own: settings, the row of the ledger, the commit. */
  | { readonly kind: "start" | "ledger" | "commit" };

/** A migration that did not come through. */
export interface MigrationFailure {
  readonly file: string;
  readonly version: string;
  /** `statement`, or what of the runner's own failed. */
  readonly at: FailurePoint["kind"];
  /** 1-based number and place of the statement; the place is as near as the server tells. */
  readonly statement?: number;
  readonly line?: number;
  readonly column?: number;
  readonly frame?: string;
  /** Absent when the server said nothing, as when the connection was lost. */
  readonly sqlstate?: string;
  readonly message: string;
  readonly detail?: string;
  readonly hint?: string;
  /** Call stack of a routine, as Postgres tells it. */
  readonly context?: string;
  /** What is left of the migration, in whole sentences. */
  readonly state: string;
}

/** Thrown where a migration does not come through. */
export class MigrationFailed extends Error {
  override readonly name = "MigrationFailed";
  readonly failure: MigrationFailure;

  constructor(failure: MigrationFailure, cause: unknown) {
    super(`${failure.file}: ${failure.message}`, { cause });
    this.failure = failure;
  }
}

/** Describes what went wrong in a script. */
export function failureOf(
  script: MigrationScript,
  what: { readonly point: FailurePoint; readonly error: unknown; readonly state: string },
): MigrationFailure {
  const { point, error, state } = what;
  const fields = (typeof error === "object" && error !== null ? error : {}) as Record<string, unknown>;
  const text = (name: string) => {
    const value = fields[name];
    return typeof value === "string" && value !== "" ? value : undefined;
  };
  const sqlstate = sqlState(error);
  const hint =
    hintFor(sqlstate, { point, script, server: text("hint"), message: messageOf(error) }) ?? text("hint");
  const [detail, context] = [text("detail"), text("where")];
  return {
    file: script.file,
    version: script.version,
    at: point.kind,
    ...(point.kind === "statement" ? placeOf(script, { statement: point.statement, fields }) : {}),
    ...(sqlstate === undefined ? {} : { sqlstate }),
    message: messageOf(error),
    ...(detail === undefined ? {} : { detail }),
    ...(hint === undefined ? {} : { hint }),
    ...(context === undefined ? {} : { context }),
    state,
  };
}

/** The server counts characters from the start of the statement it was sent. */
function placeOf(
  script: MigrationScript,
  failed: { readonly statement: ScriptStatement; readonly fields: Readonly<Record<string, unknown>> },
): Pick<MigrationFailure, "statement" | "line" | "column" | "frame"> {
  const { statement } = failed;
  const position = Number(failed.fields.position);
  const place =
    position > 1
      ? createTextPlace(script.text).at(
          statement.start + createTextPlace(statement.text).offsetOfCharacter(position - 1),
        )
      : statement;
  return {
    statement: script.statements.indexOf(statement) + 1,
    line: place.line,
    column: place.column,
    frame: codeFrame(script.text, place),
  };
}
