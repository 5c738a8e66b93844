import { type Database, messageOf, type Session, sqlState } from "../database/database.ts";
import { type EmbeddedDatabase, openEmbedded } from "../database/embedded.ts";
import { DEFAULT_MAJOR, type EmbeddedMajor, ENGINE_VERSIONS, loadEngine } from "../database/engine.ts";
import { quoteIdent, quoteLiteral } from "../sql/ident.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { type SplitFile, splitFile } from "../sql/split_file.ts";
import type { ClusterGuard } from "./cluster_guard.ts";
import type { MigrationFile } from "./discover.ts";
import { type KeptArchive, keptArchive, openKept, type ShadowCache } from "./kept_archive.ts";
import { createLogKeeper } from "./log_keeper.ts";
import { installPrelude, preludeSql } from "./prelude/prelude.ts";
import { OUTWARD, STAND_IN_MARK, STAND_INS, standInFiles } from "./prelude/stand_ins.ts";
import {
  type ReplayedFile,
  type ReplayFault,
  type ReplayLog,
  replayStatements,
  type SkippedStatement,
} from "./replay_file.ts";
import { runGuarded } from "./replay_guard.ts";
import { hex, sha256 } from "./sealed_bytes.ts";
import { makeStandIn } from "./server_stand_in.ts";

/** An extension of the shadow that is not the real one. */
export interface StoodIn {
  readonly name: string;
  readonly limits: string;
}

/** What a replay did. Faults are in the order of the files. */
export interface ReplayResult {
  readonly files: readonly ReplayedFile[];
  readonly faults: readonly ReplayFault[];
  readonly skipped: readonly SkippedStatement[];
  readonly stoodIn: readonly StoodIn[];
}

/** Looks on while statements run. */
export interface ReplayObserver {
  /** Whether it wants to run the statement itself, by `run`, which fails as the statement does. */
  wants(statement: ParsedStatement): boolean;
  run(
    place: { readonly file: MigrationFile; readonly statement: ParsedStatement; readonly session: Session },
    run: () => Promise<void>,
  ): Promise<void>;
}

/** Opens an embedded database that looks like an empty Supabase project, from the cache where it can. */
export async function openShadow(options: {
  readonly cache: ShadowCache;
  readonly label?: string;
  /** Version of Postgres; 17 when left out. */
  readonly major?: EmbeddedMajor;
  /** Names of compiled extensions that may be asked for; all when left out. */
  readonly extensions?: ReadonlySet<string>;
}): Promise<EmbeddedDatabase> {
  const { cache, label = "shadow database", major = DEFAULT_MAJOR, extensions } = options;
  // The engine loads while the archive is read.
  const [archive] = await Promise.all([shadowArchive(major), loadEngine(major)]);
  return openKept(cache, archive, (prepared) =>
    openEmbedded({
      major,
      loadDataDir: new Blob([prepared]),
      extensionFiles: standInFiles(),
      label,
      ...(extensions === undefined ? {} : { extensions: new Set([...extensions, ...PRELUDE_EXTENSIONS]) }),
    }),
  );
}

/** Every project starts with these. */
const PRELUDE_EXTENSIONS = ["uuid-ossp", "pgcrypto"];

/** The data directory of an empty shadow, as a tar archive: out of the cache, or made and put there. */
export async function preparedShadow(
  cache: ShadowCache,
  major: EmbeddedMajor = DEFAULT_MAJOR,
): Promise<Uint8Array<ArrayBuffer>> {
  return keptArchive(cache, await shadowArchive(major));
}

async function shadowArchive(major: EmbeddedMajor): Promise<KeptArchive> {
  return { key: await shadowKey(major), make: () => prepareShadow(major) };
}

/** Without compression the archive is ten times larger and loads twice as fast. */
async function prepareShadow(major: EmbeddedMajor): Promise<Uint8Array<ArrayBuffer>> {
  const database = await openEmbedded({
    major,
    extensionFiles: standInFiles(),
    extensions: new Set(PRELUDE_EXTENSIONS),
  });
  try {
    await installPrelude(database);
    await dropTemplates(database);
    return new Uint8Array(await (await database.dump("none")).arrayBuffer());
  } finally {
    await database.close();
  }
}

/** Changes when the directory is prepared otherwise from the same SQL. */
const FORMAT = "3";

/** Two thirds of the files belong to databases that only `create database` looks at, which no replay runs. */
async function dropTemplates(database: EmbeddedDatabase): Promise<void> {
  await database.execute("update pg_catalog.pg_database set datistemplate = false");
  await database.execute("drop database template1");
  await database.execute("drop database template0");
  await database.execute("checkpoint");
}

async function shadowKey(major: EmbeddedMajor): Promise<string> {
  const sql = preludeSql(new Set(STAND_INS.keys()));
  const files = standInFiles().map((file) => file.path + file.text);
  const digest = await sha256(new TextEncoder().encode([FORMAT, sql, ...files].join("\0")));
  return `shadow-${ENGINE_VERSIONS[major]}-${hex(digest).slice(0, 16)}.tar`;
}

/**
 * Runs migration files in order on a database that holds the prelude, and goes on after every fault. Each file is
 * one transaction with its row in the ledger, as the Supabase CLI does it; a statement that fails is undone alone.
 * The database must have no other user meanwhile; its session's role and settings are reset after every file.
 */
export async function replay(
  database: Database & { readonly guard?: ClusterGuard },
  files: readonly MigrationFile[],
  options: {
    readonly parser: SqlParser;
    readonly observer?: ReplayObserver;
    /** Runs when a file is done, with all faults up to then. */
    readonly afterFile?: (file: MigrationFile, faults: readonly ReplayFault[]) => Promise<void>;
  },
): Promise<ReplayResult> {
  const log: ReplayLog = { faults: [], skipped: [] };
  const known = await database.query<{ name: string; comment: string | null }>(
    "select name::text, comment from pg_catalog.pg_available_extensions",
  );
  const onServer = database.kind === "server";
  const available = new Set(known.flatMap(({ name }) => (onServer && OUTWARD.has(name) ? [] : [name])));
  const standIns = new Set(
    known.flatMap(({ name, comment }) => (comment?.startsWith(STAND_IN_MARK) === true ? [name] : [])),
  );
  const [start] = await database.query<{ user: string }>("select session_user::text as user");
  const user = start?.user ?? "postgres";
  const keepLog = createLogKeeper(database);
  const replayed: ReplayedFile[] = [];
  for (const file of files) {
    replayed.push(
      await replayOne(file, {
        database,
        parser: options.parser,
        log,
        available,
        user,
        guard: database.guard,
        observer: options.observer,
      }),
    );
    await keepLog();
    await options.afterFile?.(file, log.faults);
  }
  const present = await database.query<{ name: string }>(
    "select extname::text as name from pg_catalog.pg_extension order by 1",
  );
  return {
    files: replayed,
    ...log,
    stoodIn: present.flatMap(({ name }) => (available.has(name) && !standIns.has(name) ? [] : stoodIn(name))),
  };
}

function stoodIn(name: string): StoodIn[] {
  const standIn = STAND_INS.get(name);
  return standIn === undefined ? [] : [{ name, limits: standIn.limits }];
}

interface ReplayContext {
  readonly database: Database;
  readonly parser: SqlParser;
  readonly log: ReplayLog;
  readonly available: ReadonlySet<string>;
  /** Whose session it is. */
  readonly user: string;
  readonly guard: ClusterGuard | undefined;
  readonly observer: ReplayObserver | undefined;
}

async function replayOne(file: MigrationFile, context: ReplayContext): Promise<ReplayedFile> {
  const { log, parser, guard } = context;
  const split = splitFile(file.text, parser);
  try {
    return await context.database.transaction("write", async (session) => {
      const done = await replayStatements(file, {
        session,
        parser,
        log,
        split,
        before: async (statement) => {
          if (await makeStandIn(statement, { session, available: context.available })) return true;
          if (context.observer?.wants(statement) !== true) return false;
          await context.observer.run({ file, statement, session }, () => runGuarded(session, statement.text));
          return true;
        },
        ...(guard === undefined ? {} : { guard }),
      });
      await putBack(session, context.user);
      await guard?.beforeCommit(session);
      await record(file, { session, log, split });
      return done;
    });
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    // Only the commit itself gets here: a deferred constraint, which takes the whole file back.
    log.faults.push(faultOfFile(file, "commit", error));
    return { file: file.file, version: file.version, statements: split.statements.length, applied: 0 };
  }
}

/** What a file has set of its session ends with it; role and user first, since another one may not be allowed to. */
async function putBack(session: Session, user: string): Promise<void> {
  await runGuarded(session, `set session authorization ${quoteIdent(user)}; reset role; reset all`);
}

/** Adds the file's row to the ledger; the second file of one version fails here, as it does in the Supabase CLI. */
async function record(
  file: MigrationFile,
  context: {
    readonly session: Session;
    readonly log: ReplayLog;
    readonly split: SplitFile;
  },
): Promise<void> {
  const { session, log, split } = context;
  const statements = split.statements.map((statement) => quoteLiteral(statement.text));
  try {
    await runGuarded(
      session,
      `insert into supabase_migrations.schema_migrations (version, name, statements)
       values (${quoteLiteral(file.version)}, ${quoteLiteral(file.name)}, array[${statements.join(", ")}]::text[])`,
    );
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    log.faults.push(faultOfFile(file, "ledger", error));
  }
}

function faultOfFile(file: MigrationFile, stage: "ledger" | "commit", error: unknown): ReplayFault {
  return {
    file: file.file,
    stage,
    start: 0,
    line: 1,
    sqlstate: sqlState(error) ?? "XX000",
    message: messageOf(error),
    statement: "",
  };
}
