import postgres from "postgres";
import { isDeno } from "../env.ts";
import { arrayToText } from "./array_text.ts";
import { type Companion, companionOf, exportSnapshot } from "./companion.ts";
import { connectionError, endsConnection } from "./connection_error.ts";
import type { Database, Parameter, Session, TransactionMode } from "./database.ts";
import { readServerUrl, type ServerUrl } from "./server_url.ts";

/** How to connect. */
export interface ServerOptions {
  readonly url: string;
  /** Seconds until a connection attempt fails. */
  readonly connectTimeout?: number;
  /** Shown in `pg_stat_activity`. */
  readonly applicationName?: string;
  /** Stays connected while nothing is asked; otherwise an idle connection is closed and opened again. */
  readonly keepOpen?: boolean;
  /** Encrypts where the server can, as libpq does, when the URL says nothing about it; the driver would not. */
  readonly preferTls?: boolean;
  /** Whether a snapshot may be read over a second connection too, where the server has one to spare. */
  readonly companion?: boolean;
  /** Seconds that closing waits for what is being answered; 5 where it is left out. */
  readonly closeTimeout?: number;
  /** Takes the notices and warnings of the server; nobody when left out. Must not throw. */
  readonly onNotice?: (notice: ServerNotice) => void;
}

/** What the server says beside its answers. */
export interface ServerNotice {
  /** `NOTICE`, `WARNING`, `INFO`, … */
  readonly severity: string;
  readonly message: string;
}

const BEGIN: Readonly<Record<TransactionMode, string>> = {
  snapshot: "begin isolation level repeatable read read only",
  write: "begin read write",
};

/**
 * A database behind a connection string. Connects on first use, with one connection and no prepared statements, so
 * that it works through a transaction pooler as well.
 * @throws SupawardenError `usage` when the text is not a Postgres URL.
 */
export function openServer(options: ServerOptions): Database {
  const server = readServerUrl(options.url);
  const target = server.label;
  let current = connect(server, options);
  const client = () => {
    if (current.lost) {
      discard(current);
      current = connect(server, options);
    }
    return current;
  };
  const run = async (
    executor: { readonly client: Client; readonly sql: Pick<postgres.Sql, "unsafe"> },
    text: string,
    parameters: readonly Parameter[],
  ) => {
    try {
      if (executor.client.lost) {
        throw connectionClosed();
      }
      // Without fetched types the driver would join the items by commas.
      const values = parameters.map((value) => (Array.isArray(value) ? arrayToText(value) : value));
      const sent = executor.sql.unsafe(text, values as (string | number | boolean | null)[]);
      const answer = await unlessLost(executor.client, sent);
      executor.client.opened = true;
      return answer;
    } catch (error) {
      if (endsConnection(error)) lose(executor.client);
      throw connectionError(error, target) ?? error;
    }
  };
  const session = (executor: () => Parameters<typeof run>[0]): Session => ({
    ...(isDeno() ? {} : { pipelines: true as const }),
    query: async <Row extends object>(text: string, parameters: readonly Parameter[] = []) =>
      Array.from(await run(executor(), text, parameters)) as unknown as Row[],
    execute: async (text) => {
      await run(executor(), text, []);
    },
  });
  const pooled = () => {
    const used = client();
    return { client: used, sql: used.sql };
  };
  return {
    kind: "server",
    label: target,
    ...session(pooled),
    transaction: async <T>(mode: TransactionMode, body: (session: Session) => Promise<T>) => {
      // Not the driver's own transaction: that one fails as a whole once any statement has failed, savepoint or not.
      // It can only reserve a connection that is open: with `fetch_types` off, reserving one that must first be opened hangs.
      const used = pooled();
      if (!used.client.opened) await run(used, "select", []);
      const reserved = await used.sql.reserve();
      const own = session(() => ({ client: used.client, sql: reserved }));
      let companion: Companion | undefined;
      try {
        await own.execute(BEGIN[mode]);
        if (mode === "snapshot" && options.companion === true) {
          const snapshot = await exportSnapshot(own, BEGIN.snapshot);
          if (snapshot !== undefined)
            companion = companionOf(snapshot, () => openServer(companionOptions(options)));
        }
        const result = await body(companion === undefined ? own : { ...own, companion: companion.session });
        await companion?.close(true);
        await own.execute("commit");
        return result;
      } catch (error) {
        await companion?.close(false);
        // A lost connection has rolled back by itself.
        await own.execute("rollback").catch(() => undefined);
        throw connectionError(error, target) ?? error;
      } finally {
        if (!used.client.lost) reserved.release();
      }
    },
    close: () => current.sql.end({ timeout: current.lost ? 0 : (options.closeTimeout ?? 5) }),
  };
}

function companionOptions({ companion: _, ...options }: ServerOptions): ServerOptions {
  return { ...options, keepOpen: true, closeTimeout: 0 };
}

/** The driver with its one connection. */
interface Client {
  readonly sql: postgres.Sql;
  /**
   * The connection ended. Nothing may be sent through the driver any more: where it had a connection reserved it
   * would write to no socket, which ends the process, and it keeps the state of the statement that was cut off.
   */
  lost: boolean;
  /** A statement has been answered. */
  opened: boolean;
  /** Ends the wait for statements whose answer has not come. */
  readonly waiting: Set<(reason: Error) => void>;
}

/** The answer of a statement; the driver leaves those unanswered that stood behind another when the connection ended. */
function unlessLost<T>(client: Client, sent: PromiseLike<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    client.waiting.add(reject);
    const settle = (end: () => void) => {
      client.waiting.delete(reject);
      end();
    };
    sent.then(
      (value) => settle(() => resolve(value)),
      (error: Error) => settle(() => reject(error)),
    );
  });
}

function lose(client: Client): void {
  client.lost = true;
  for (const reject of client.waiting) reject(connectionClosed());
  client.waiting.clear();
}

function connectionClosed(): Error {
  return Object.assign(new Error("the connection was closed"), { code: "CONNECTION_CLOSED" });
}

function connect(server: ServerUrl, options: ServerOptions): Client {
  const sql = postgres(server.url, {
    max: 1,
    ...(options.preferTls === true && !server.namesTls ? { ssl: "prefer" } : {}),
    prepare: false,
    fetch_types: false,
    connect_timeout: options.connectTimeout ?? 10,
    ...(options.keepOpen === true ? {} : { idle_timeout: 20 }),
    max_lifetime: null,
    backoff: false,
    onnotice: ({ severity = "", message = "" }) => options.onNotice?.({ severity, message }),
    onclose: () => lose(client),
    connection: { application_name: options.applicationName ?? "supawarden" },
  });
  const client: Client = { sql, lost: false, opened: false, waiting: new Set() };
  return client;
}

function discard(client: Client): void {
  client.sql.end({ timeout: 0 }).catch(() => undefined);
}
