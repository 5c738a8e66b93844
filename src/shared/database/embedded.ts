import type { Database, Session, TransactionMode } from "./database.ts";
import { sessionOn } from "./embedded_session.ts";
import { DEFAULT_MAJOR, type EmbeddedMajor, loadEngine, type RunningEngine } from "./engine.ts";
import { createKeptPlans, type KeptPlans } from "./kept_plans.ts";
import { closeMessage, SYNC, together } from "./protocol.ts";

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
    // Zeroed at every start, a fifth of opening at the default of 128 MB; a page that is not among them is one copy away.
    "shared_buffers=16MB",
    // The table of locks grows into shared memory that is left over, of which there is less now.
    "max_locks_per_transaction=128",
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
  });
  const compiled = new Set(extensions);
  const files = (options.extensionFiles ?? []).filter((file) => !compiled.has(file.extension));
  if (files.length > 0) await addFiles(engine, files);
  const session = sessionOn(engine);
  const plans = createKeptPlans();
  const serialise = queue();
  return {
    kind: "embedded",
    major,
    label:
      options.label ??
      (options.dataDir === undefined ? "embedded database" : `embedded database in ${options.dataDir}`),
    query: (sql, parameters) => serialise(() => session.query(sql, parameters)),
    execute: (sql) => {
      plans.notice(sql);
      return serialise(() => session.execute(sql));
    },
    transaction: (mode, body) => serialise(() => inTransaction(engine, { mode, body, plans })),
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
  engine: RunningEngine,
  work: {
    readonly mode: TransactionMode;
    readonly body: (session: Session) => Promise<T>;
    readonly plans: KeptPlans;
  },
): Promise<T> {
  const session = sessionOn(engine, work.plans);
  await session.execute(BEGIN[work.mode]);
  try {
    let result: T;
    try {
      result = await work.body(session);
    } catch (error) {
      await session.execute("rollback");
      throw error;
    }
    await session.execute("commit");
    return result;
  } finally {
    const names = work.plans.takeNames();
    if (names.length > 0) await engine.execProtocolStream(together([...names.map(closeMessage), SYNC]));
  }
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
