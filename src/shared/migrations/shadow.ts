import { type Database, messageOf, type Session, sqlState } from "../database/database.ts";
import { type EmbeddedDatabase, ENGINE_VERSION, openEmbedded } from "../database/embedded.ts";
import { isAstNode, nodeList } from "../sql/ast.ts";
import { quoteIdent } from "../sql/ident.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import type { MigrationFile } from "./discover.ts";
import { installPrelude, preludeSql } from "./prelude/prelude.ts";
import { STAND_INS, standInFiles, standInSql } from "./prelude/stand_ins.ts";
import {
  type ReplayedFile,
  type ReplayFault,
  type ReplayLog,
  replayStatements,
  runGuarded,
  type SkippedStatement,
} from "./replay_file.ts";
import { type SplitFile, splitFile } from "./split_file.ts";

/** Where prepared databases are kept between runs. Neither method throws; `read` answers null for what it lacks. */
export interface ShadowCache {
  read(key: string): Promise<Uint8Array | null>;
  write(key: string, bytes: Uint8Array): Promise<void>;
}

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
}): Promise<EmbeddedDatabase> {
  const label = options.label ?? "shadow database";
  const prepared = await preparedShadow(options.cache);
  return openEmbedded({ loadDataDir: new Blob([prepared]), shareFiles: standInFiles(), label });
}

/** The data directory of an empty shadow, as a tar archive: out of the cache, or made and put there. */
export async function preparedShadow(cache: ShadowCache): Promise<Uint8Array<ArrayBuffer>> {
  return keptArchive(cache, { key: await shadowKey(), make: prepareShadow });
}

/** An archive out of the cache, or made and put there; a damaged one is made anew. */
export async function keptArchive(
  cache: ShadowCache,
  { key, make }: { readonly key: string; readonly make: () => Promise<Uint8Array<ArrayBuffer>> },
): Promise<Uint8Array<ArrayBuffer>> {
  const kept = await unseal(await cache.read(key));
  if (kept !== null) return kept;
  const made = await make();
  await cache.write(key, await seal(made));
  return made;
}

/** Without compression the archive is ten times larger and loads twice as fast. */
async function prepareShadow(): Promise<Uint8Array<ArrayBuffer>> {
  const database = await openEmbedded({ shareFiles: standInFiles() });
  try {
    await installPrelude(database);
    return new Uint8Array(await (await database.dump("none")).arrayBuffer());
  } finally {
    await database.close();
  }
}

async function shadowKey(): Promise<string> {
  const sql = preludeSql(new Set(STAND_INS.keys()));
  const files = standInFiles().map((file) => file.path + file.text);
  const digest = await sha256(new TextEncoder().encode([sql, ...files].join("\0")));
  return `shadow-${ENGINE_VERSION}-${hex(digest).slice(0, 16)}.tar`;
}

async function sha256(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  return new Uint8Array(await crypto.subtle.digest("SHA-256", bytes));
}

function hex(bytes: Uint8Array): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const DIGEST_LENGTH = 32;

/** A digest in front tells a damaged copy before the engine, which may not survive it, sees one. */
async function seal(bytes: Uint8Array<ArrayBuffer>): Promise<Uint8Array> {
  const sealed = new Uint8Array(DIGEST_LENGTH + bytes.byteLength);
  sealed.set(await sha256(bytes));
  sealed.set(bytes, DIGEST_LENGTH);
  return sealed;
}

async function unseal(sealed: Uint8Array | null): Promise<Uint8Array<ArrayBuffer> | null> {
  if (sealed === null || sealed.byteLength <= DIGEST_LENGTH) return null;
  const bytes = sealed.slice(DIGEST_LENGTH);
  return hex(await sha256(bytes)) === hex(sealed.subarray(0, DIGEST_LENGTH)) ? bytes : null;
}

/**
 * Runs migration files in order on a database that holds the prelude, and goes on after every fault. Each file is
 * one transaction with its row in the ledger, as the Supabase CLI does it; a statement that fails is undone alone.
 * The database must have no other user meanwhile; its session's role and settings are reset after every file.
 */
export async function replay(
  database: Database,
  files: readonly MigrationFile[],
  options: { readonly parser: SqlParser; readonly observer?: ReplayObserver },
): Promise<ReplayResult> {
  const log: ReplayLog = { faults: [], skipped: [] };
  const available = new Set(
    (await database.query<{ name: string }>("select name::text from pg_catalog.pg_available_extensions")).map(
      (row) => row.name,
    ),
  );
  const real =
    database.kind === "embedded" ? new Set([...available].filter((name) => !STAND_INS.has(name))) : available;
  const replayed: ReplayedFile[] = [];
  for (const file of files) {
    replayed.push(await replayOne(file, { database, log, available, ...options }));
  }
  const present = await database.query<{ name: string }>(
    "select extname::text as name from pg_catalog.pg_extension order by 1",
  );
  return {
    files: replayed,
    ...log,
    stoodIn: present.flatMap(({ name }) => (real.has(name) ? [] : stoodIn(name))),
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
  readonly observer?: ReplayObserver;
}

async function replayOne(file: MigrationFile, context: ReplayContext): Promise<ReplayedFile> {
  const { log, parser } = context;
  const split = splitFile(file.text, parser);
  try {
    return await context.database.transaction("write", async (session) => {
      const [start] = await session.query<{ name: string }>("select session_user::text as name");
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
      });
      await session.execute(
        `set session authorization ${quoteIdent(start?.name ?? "postgres")}; reset role; reset all`,
      );
      await record(file, { session, log, split });
      return done;
    });
  } catch (error) {
    if (sqlState(error) === undefined) throw error;
    // Only the commit itself gets here: a deferred constraint, which takes the whole file back.
    log.faults.push(faultOfFile(file, error));
    return { file: file.file, version: file.version, statements: split.statements.length, applied: 0 };
  }
}

/** Adds the file's row to the ledger; the second file of one version fails here, as it does in the Supabase CLI. */
async function record(
  file: MigrationFile,
  context: { readonly session: Session; readonly log: ReplayLog; readonly split: SplitFile },
): Promise<void> {
  const { session, log, split } = context;
  await session.execute("savepoint ledger_row");
  try {
    await session.query(
      `insert into supabase_migrations.schema_migrations (version, name, statements)
       values ($1, $2, array(
         select item.statement
         from pg_catalog.jsonb_array_elements_text($3::text::jsonb) with ordinality item (statement, place)
         order by item.place
       ))`,
      [file.version, file.name, JSON.stringify(split.statements.map((statement) => statement.text))],
    );
    await session.execute("release savepoint ledger_row");
  } catch (error) {
    await session.execute("rollback to savepoint ledger_row");
    log.faults.push(faultOfFile(file, error));
  }
}

function faultOfFile(file: MigrationFile, error: unknown): ReplayFault {
  return {
    file: file.file,
    line: 1,
    sqlstate: sqlState(error) ?? "XX000",
    message: messageOf(error),
    statement: "",
  };
}

/** On a server a stand-in cannot be a file of the server: its SQL runs in place of `create extension`. */
async function makeStandIn(
  statement: ParsedStatement,
  context: { readonly session: Session; readonly available: ReadonlySet<string> },
): Promise<boolean> {
  const { session, available } = context;
  const fields = statement.node.CreateExtensionStmt;
  if (!isAstNode(fields)) return false;
  const name = String(fields.extname);
  const standIn = STAND_INS.get(name);
  if (standIn === undefined || available.has(name)) return false;
  const [known] = await session.query<{ found: boolean }>(
    "select exists (select from pg_catalog.pg_extension where extname = $1) as found",
    [name],
  );
  if (known?.found === true && fields.if_not_exists === true) return true;
  const [schema] = nodeList(fields.options)
    .map((option) => option.DefElem)
    .filter(isAstNode)
    .filter((option) => option.defname === "schema")
    .map((option) =>
      isAstNode(option.arg) && isAstNode(option.arg.String) ? String(option.arg.String.sval) : "public",
    );
  await runGuarded(session, standInSql(standIn, standIn.schema ?? schema));
  return true;
}
