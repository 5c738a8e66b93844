import { PGlite, type PGliteInterface, type Transaction } from "@electric-sql/pglite";
import { arrayToText } from "./array_text.ts";
import type { Database, Parameter, Session, TransactionMode } from "./database.ts";
import { EMBEDDED_EXTENSIONS } from "./embedded_extensions.ts";

/** A file under the server's share directory, such as `extension/pg_cron.control`. */
export interface ShareFile {
  readonly path: string;
  readonly text: string;
}

/** Where the embedded database keeps its data. */
export interface EmbeddedOptions {
  /** A folder; memory when left out. */
  readonly dataDir?: string;
  /** A dumped data directory (tar or tar.gz) to start from, many times faster than making a new one. */
  readonly loadDataDir?: Blob;
  /** Files added to the server's share directory; control files and scripts make extensions that were not compiled. */
  readonly shareFiles?: readonly ShareFile[];
  /** For messages. */
  readonly label?: string;
}

/** The embedded Postgres, with what only it can do. */
export interface EmbeddedDatabase extends Database {
  readonly kind: "embedded";
  /** The whole data directory as a tar archive. No transaction may be open. */
  dump(compression: "none" | "gzip"): Promise<Blob>;
}

const BEGIN: Readonly<Record<TransactionMode, string>> = {
  snapshot: "begin isolation level repeatable read read only",
  write: "begin read write",
};

/** Object ids of `int8` and `numeric`, which arrive as text on every driver, so that no digit is lost. */
const TEXT_PARSERS = { 20: asIs, 1700: asIs } as const;

/** `bool` and `bytea`: the driver's own serialisers refuse their text form. */
const TEXT_SERIALISERS = { 16: asIs, 17: asIs } as const;

/**
 * Opens Postgres 17 in this process (PGlite), as superuser `postgres`. It has one session: callers queue, a
 * transaction holds the others back, and inside its body only the session passed to it may be used.
 */
export async function openEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedDatabase> {
  const engine = await PGlite.create({
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(options.loadDataDir === undefined ? {} : { loadDataDir: options.loadDataDir }),
    extensions: EMBEDDED_EXTENSIONS,
    parsers: TEXT_PARSERS,
    serializers: TEXT_SERIALISERS,
  });
  if (options.shareFiles !== undefined) await addShareFiles(engine, options.shareFiles);
  const session = sessionOn(engine);
  const serialise = queue();
  return {
    kind: "embedded",
    label: options.label ?? (options.dataDir === undefined ? "embedded database" : `embedded database in ${options.dataDir}`),
    query: (sql, parameters) => serialise(() => session.query(sql, parameters)),
    execute: (sql) => serialise(() => session.execute(sql)),
    transaction: (mode, body) => serialise(() => inTransaction(session, { mode, body })),
    dump: (compression) => serialise(() => engine.dumpDataDir(compression)),
    close: () => serialise(() => (engine.closed ? Promise.resolve() : engine.close())),
  };
}

async function inTransaction<T>(
  session: Session,
  work: { readonly mode: TransactionMode; readonly body: (session: Session) => Promise<T> },
): Promise<T> {
  await session.execute(BEGIN[work.mode]);
  let result: T;
  try {
    result = await work.body(session);
  } catch (error) {
    await session.execute("rollback");
    throw error;
  }
  await session.execute("commit");
  return result;
}

function sessionOn(engine: Pick<Transaction, "query" | "exec">): Session {
  return {
    query: async <Row extends object>(sql: string, parameters: readonly Parameter[] = []) =>
      (await engine.query<Row>(sql, parameters.map(encode))).rows,
    execute: async (sql) => {
      await engine.exec(sql);
    },
  };
}

/** Everything travels as text, as it does to a server, whatever type the statement gives the parameter. */
function encode(value: Parameter): string | null {
  if (value === null) return null;
  return typeof value === "object" ? arrayToText(value) : String(value);
}

/** Runs one task after the other, in the order of the calls. */
function queue(): <T>(task: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (task) => {
    const run = last.then(task, task);
    last = run.catch(() => undefined);
    return run;
  };
}

async function addShareFiles(engine: PGliteInterface, files: readonly ShareFile[]): Promise<void> {
  const { rows } = await engine.query<{ setting: string }>(
    "select setting from pg_catalog.pg_config where name = 'SHAREDIR'",
  );
  const share = rows[0]?.setting ?? "/pglite/share/postgresql";
  for (const file of files) (engine as PGlite).Module.FS.writeFile(`${share}/${file.path}`, file.text);
}

function asIs(text: string): string {
  return text;
}
