/** A value that travels as a statement parameter. JSON is passed as text and cast in the statement (`$1::text::jsonb`). */
export type Parameter = string | number | boolean | null | readonly string[];

/**
 * One session inside one transaction. Statements are awaited one at a time; only a server's session takes the next before
 * the last is answered: behind a transaction pooler inside a transaction alone, for which the pooler keeps the connection.
 */
export interface Session {
  /** Runs one statement and returns its rows as plain objects. */
  query<Row extends object = Record<string, unknown>>(
    sql: string,
    parameters?: readonly Parameter[],
  ): Promise<Row[]>;
  /** Runs statements without parameters (also several at once), result thrown away. */
  execute(sql: string): Promise<void>;
  /**
   * A statement may be sent before the last is answered; it is refused where that one was. Not on Deno: under 2.1.4 a timer
   * of the driver fires that it has cleared, writes nothing to the socket, and that ends the process.
   */
  readonly pipelines?: true;
  /**
   * A second session that sees what this one sees and ends with this one's transaction; undefined where none can be had. Left
   * out where there is never one: only a `snapshot` of a server that was opened with `companion` may have it.
   */
  readonly companion?: () => Promise<Session | undefined>;
}

/** `snapshot` is `isolation level repeatable read read only`, `write` is the default isolation level, read write. */
export type TransactionMode = "snapshot" | "write";

/** A Postgres to talk to: a server through `postgres`, or the embedded one. One session at a time. */
export interface Database extends Session {
  readonly kind: "server" | "embedded";
  /** Host, port and database for messages; never a user's password. */
  readonly label: string;
  /** Runs `body` in one transaction; commits when it resolves, rolls back and rethrows when it rejects. */
  transaction<T>(mode: TransactionMode, body: (session: Session) => Promise<T>): Promise<T>;
  close(): Promise<void>;
}

/** SQLSTATE of an error thrown by either driver, or undefined when the error is not Postgres' own. */
export function sqlState(error: unknown): string | undefined {
  if (typeof error !== "object" || error === null || !("code" in error)) return undefined;
  const code = (error as { code: unknown }).code;
  return typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) ? code : undefined;
}

/** Message of any thrown value. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
