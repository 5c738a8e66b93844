import { endsConnection } from "./connection_error.ts";
import { type Database, type Session, sqlState } from "./database.ts";

/** A second session on the snapshot of another one, which must not end before it. */
export interface Companion {
  /** The session, once it is open; undefined where none can be had. Never rejects. */
  session(): Promise<Session | undefined>;
  /** Ends it: at once where it is still being opened or, not being `atRest`, may be at work. Never rejects. */
  close(atRest: boolean): Promise<void>;
}

/** Where more than this part of the server's connections are in use, the last ones are left to others. */
const MOST_IN_USE = 0.75;

/**
 * A companion on an exported snapshot, opened when it is first asked for. None can be had where the server, the role or a
 * pooler has no connection to spare, or where a pooler sends it to another server.
 * @param open makes a database of its own, whose `close` does not wait.
 */
export function companionOf(snapshot: string, open: () => Database): Companion {
  let opened: Opened | undefined;
  return {
    session: () => {
      opened ??= start(snapshot, open());
      return opened.session;
    },
    close: async (atRest) => opened?.close(atRest),
  };
}

interface Opened {
  readonly session: Promise<Session | undefined>;
  readonly close: Companion["close"];
}

function start(snapshot: string, database: Database): Opened {
  let end: () => void = () => undefined;
  const ended = new Promise<void>((resolve) => {
    end = resolve;
  });
  let isOpen = false;
  let done: Promise<void> = Promise.resolve();
  const session = new Promise<Session | undefined>((resolve) => {
    done = database
      .transaction("snapshot", async (own) => {
        // Before any query of the transaction; the text is of the server's making.
        await own.execute(`set transaction snapshot '${snapshot}'`);
        resolve((await hasRoom(own)) ? own : undefined);
        isOpen = true;
        await ended;
      })
      .catch(() => undefined)
      .finally(() => resolve(undefined));
  });
  return {
    session,
    close: async (atRest) => {
      end();
      if (atRest && isOpen) await done;
      await database.close().catch(() => undefined);
    },
  };
}

async function hasRoom(session: Session): Promise<boolean> {
  const [row] = await session.query<{ room: boolean }>(
    `select pg_catalog.count(*) <= pg_catalog.current_setting('max_connections')::int4 * ${MOST_IN_USE} as room
    from pg_catalog.pg_stat_activity act
    where act.datid is not null`,
  );
  return row?.room === true;
}

/**
 * The snapshot of the transaction that has just begun, for another one to take; nothing where the server refuses that.
 * @param begin begins the transaction anew, which the refusal has ended.
 */
export async function exportSnapshot(session: Session, begin: string): Promise<string | undefined> {
  try {
    const [row] = await session.query<{ snapshot: string }>(
      "select pg_catalog.pg_export_snapshot() as snapshot",
    );
    return row?.snapshot;
  } catch (error) {
    if (sqlState(error) === undefined || endsConnection(error)) throw error;
    await session.execute(`rollback; ${begin}`);
    return undefined;
  }
}
