import { arrayToText } from "./array_text.ts";
import type { Database, Parameter, Session, TransactionMode } from "./database.ts";
import { DEFAULT_MAJOR, type EmbeddedMajor, loadEngine, type RunningEngine } from "./engine.ts";

/** A file under the server's share directory that makes an extension, such as `extension/pg_cron.control`. */
export interface ExtensionFile {
  readonly extension: string;
  readonly path: string;
  readonly text: string;
}

/** Where the embedded database keeps its data. */
export interface EmbeddedOptions {
  /** Version of Postgres; 17 when left out. */
  readonly major?: EmbeddedMajor;
  /** A folder; memory when left out. */
  readonly dataDir?: string;
  /** A dumped data directory (tar or tar.gz) to start from, many times faster than making a new one. */
  readonly loadDataDir?: Blob;
  /** Control files and scripts of extensions that the engine may lack; those it was compiled with are left as they are. */
  readonly extensionFiles?: readonly ExtensionFile[];
  /** Names of compiled extensions to have at hand; all when left out. Each one takes time to load. */
  readonly extensions?: ReadonlySet<string>;
  /** For messages. */
  readonly label?: string;
}

/** The one connection of the embedded database as clients of the wire protocol use it, `pg_dump` for one. */
export interface EngineConnection {
  query<Row>(sql: string): Promise<{ readonly rows: Row[] }>;
  exec(sql: string): Promise<unknown>;
  /** Sends messages of the protocol and returns the server's answers, byte for byte. */
  execProtocolRawSync(message: Uint8Array): Uint8Array;
}

/** The embedded Postgres, with what only it can do. */
export interface EmbeddedDatabase extends Database {
  readonly kind: "embedded";
  readonly major: EmbeddedMajor;
  /**
   * Lends the connection to a client of its own, which finds it as if it were new, while callers of the session wait.
   * What the client leaves open is rolled back.
   */
  lend<T>(client: (connection: EngineConnection) => Promise<T>): Promise<T>;
  /** The whole data directory as a tar archive. No transaction may be open. */
  dump(compression: "none" | "gzip"): Promise<Blob>;
}

const BEGIN: Readonly<Record<TransactionMode, string>> = {
  snapshot: "begin isolation level repeatable read read only",
  write: "begin read write",
};

/**
 * Types that arrive as text, as they do from a server: `int8` and `numeric`, so that no digit is lost, and arrays,
 * whose element type the other driver does not know.
 */
const TEXT_TYPES = [
  20, 1700, 199, 1000, 1001, 1002, 1003, 1005, 1007, 1009, 1014, 1015, 1016, 1021, 1022, 1028, 1231, 2951,
  3807,
];
const TEXT_PARSERS = Object.fromEntries(TEXT_TYPES.map((type) => [type, asIs]));

/** `bool` and `bytea`: the driver's own serialisers refuse their text form. */
const TEXT_SERIALISERS = { 16: asIs, 17: asIs } as const;

/**
 * How the engine starts: alone, without fsync (there is no disk to wait for), one process. A single-user backend does
 * not read the settings of its database, so the search_path of a Supabase project is given here.
 */
const START = [
  "--single",
  "-F",
  "-j",
  ...[
    'search_path="$user", public, extensions',
    "exit_on_error=false",
    "log_checkpoints=false",
    "max_worker_processes=0",
    "max_parallel_workers=0",
    "max_parallel_workers_per_gather=0",
    // Nothing is copied to another server, and nothing survives what tears a page.
    "wal_level=minimal",
    "max_wal_senders=0",
    "full_page_writes=off",
    // What is not used is kept in files, which are memory.
    "min_wal_size=32MB",
  ].flatMap((setting) => ["-c", setting]),
];

/**
 * Opens Postgres in this process (PGlite), as superuser `postgres`. It has one session: callers queue, a
 * transaction holds the others back, and inside its body only the session passed to it may be used.
 */
export async function openEmbedded(options: EmbeddedOptions = {}): Promise<EmbeddedDatabase> {
  const major = options.major ?? DEFAULT_MAJOR;
  const { extensions, start } = await loadEngine(major);
  const engine = await start({
    ...(options.dataDir === undefined ? {} : { dataDir: options.dataDir }),
    ...(options.loadDataDir === undefined ? {} : { loadDataDir: options.loadDataDir }),
    ...(options.extensions === undefined ? {} : { extensions: options.extensions }),
    startParams: START,
    // Segments of the write-ahead log are files of their full size from the start.
    initDbStartParams: ["--wal-segsize=1"],
    serializers: TEXT_SERIALISERS,
  });
  const compiled = new Set(extensions);
  const files = (options.extensionFiles ?? []).filter((file) => !compiled.has(file.extension));
  if (files.length > 0) await addFiles(engine, files);
  const session = sessionOn(engine);
  const serialise = queue();
  return {
    kind: "embedded",
    major,
    label:
      options.label ??
      (options.dataDir === undefined ? "embedded database" : `embedded database in ${options.dataDir}`),
    query: (sql, parameters) => serialise(() => session.query(sql, parameters)),
    execute: (sql) => serialise(() => session.execute(sql)),
    transaction: (mode, body) => serialise(() => inTransaction(session, { mode, body })),
    lend: (client) => serialise(() => lend(engine, client)),
    dump: (compression) => serialise(() => engine.dumpDataDir(compression)),
    close: () => serialise(() => (engine.closed ? Promise.resolve() : engine.close())),
  };
}

/** What a new connection of a server would begin with. */
const FRESH = "rollback; reset session authorization; reset all; deallocate all";

async function lend<T>(
  engine: RunningEngine,
  client: (connection: EngineConnection) => Promise<T>,
): Promise<T> {
  await engine.exec(FRESH);
  try {
    return await client(engine as unknown as EngineConnection);
  } finally {
    await engine.exec(FRESH);
  }
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

function sessionOn(engine: RunningEngine): Session {
  return {
    query: async <Row extends object>(sql: string, parameters: readonly Parameter[] = []) =>
      (await engine.query<Row>(sql, parameters.map(encode), { parsers: TEXT_PARSERS })).rows,
    execute: async (sql) => {
      await engine.execProtocolStream(queryMessage(sql));
    },
  };
}

const QUERY = "Q".charCodeAt(0);

/** The protocol's simple query: the engine's own way builds results out of every answer, which takes longer than most statements. */
function queryMessage(sql: string): Uint8Array {
  const text = new TextEncoder().encode(sql);
  const message = new Uint8Array(text.length + 6);
  message[0] = QUERY;
  new DataView(message.buffer).setUint32(1, text.length + 5);
  message.set(text, 5);
  return message;
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

async function addFiles(engine: RunningEngine, files: readonly ExtensionFile[]): Promise<void> {
  const { rows } = await engine.query<{ setting: string }>(
    "select setting from pg_catalog.pg_config where name = 'SHAREDIR'",
    [],
    { parsers: {} },
  );
  const share = rows[0]?.setting ?? "/pglite/share/postgresql";
  for (const file of files) engine.Module.FS.writeFile(`${share}/${file.path}`, file.text);
}

function asIs(value: unknown): string {
  return String(value);
}
