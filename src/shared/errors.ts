/**
 * What kind of obstacle stopped the work; each maps to exit code 2 on the command line and to one HTTP status.
 *
 * `usage` wrong flags or arguments, `config` an invalid configuration, `connection` the database cannot be reached,
 * `permission` it can but does not let us, `input` a file or request body that cannot be read, `busy` another audit
 * holds the lock, `unavailable` a part that this runtime lacks.
 */
export type ErrorKind =
  | "usage"
  | "config"
  | "connection"
  | "permission"
  | "input"
  | "busy"
  | "not_found"
  | "unavailable";

/** An obstacle we know: printed as one line plus what to do, never with a stack unless `--debug` asks for it. */
export class SupawardenError extends Error {
  readonly kind: ErrorKind;
  /** What the reader can do about it, one sentence. */
  readonly hint: string | undefined;

  constructor(
    kind: ErrorKind,
    message: string,
    options: { readonly hint?: string; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = "SupawardenError";
    this.kind = kind;
    this.hint = options.hint;
  }
}
