import { createHash } from "node:crypto";
import { access, readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../shared/database/database.ts";
import { type EmbeddedDatabase, openEmbedded } from "../../shared/database/embedded.ts";
import { DEFAULT_MAJOR, ENGINE_VERSIONS } from "../../shared/database/engine.ts";
import type { Discovery } from "../../shared/migrations/discover.ts";
import { standInFiles } from "../../shared/migrations/prelude/stand_ins.ts";
import { preparedShadow, replay } from "../../shared/migrations/shadow.ts";
import { loadSqlParser } from "../../shared/sql/parser.ts";
import { upgradeSchema } from "../../shared/store/upgrade_schema.ts";
import { TOOL_VERSION } from "../../shared/version.ts";
import { cacheDirectory, cacheFolder } from "../cache_directory.ts";
import { refuseNonSql, replayWarnings } from "../replayed_folder.ts";
import { type History, readHistory, writeHistory } from "./carried_history.ts";
import { readOwnMigrations, withoutSchedule } from "./own_migrations.ts";

/** What opening the project's database needs. */
export interface ProjectOptions {
  /** The data folder; the caller holds its lock. */
  readonly folder: string;
  /** `null` for a project without migrations: the database is an empty Supabase project. */
  readonly discovery: Discovery | null;
  readonly say: (message: string) => void;
}

/**
 * Opens the embedded database of the folder. It is made when there is none, and made again when the migrations have
 * changed; the rows of schema `supawarden` come along, so that findings keep their history.
 */
export async function openProject(options: ProjectOptions): Promise<EmbeddedDatabase> {
  const paths = projectPaths(options.folder);
  await finishInterruptedSwap(paths);
  const wanted = contentKey(options.discovery);
  const kept = await readFile(paths.key, "utf8").catch(() => undefined);
  if (kept === wanted) {
    try {
      return await openUpgraded(paths.database);
    } catch (error) {
      options.say(
        `warning: the database in ${paths.database} does not open (${messageOf(error)}): it is made again`,
      );
    }
  }
  if (!(await exists(paths.database))) {
    // Without the key a build that is cut short is made again.
    const first = await build(paths.database, options);
    await writeFile(paths.key, wanted);
    return first;
  }
  const history = await historyOf(paths.database, options);
  await rm(paths.next, { recursive: true, force: true });
  const next = await build(paths.next, options);
  await writeHistory(next, history);
  await next.close();
  await rm(paths.key, { force: true });
  if (await exists(paths.database)) await rename(paths.database, paths.old);
  await rename(paths.next, paths.database);
  await writeFile(paths.key, wanted);
  await rm(paths.old, { recursive: true, force: true });
  return openUpgraded(paths.database);
}

interface ProjectPaths {
  readonly database: string;
  readonly next: string;
  readonly old: string;
  readonly key: string;
}

function projectPaths(folder: string): ProjectPaths {
  return {
    database: join(folder, "database"),
    next: join(folder, "database.next"),
    old: join(folder, "database.old"),
    key: join(folder, "database.key"),
  };
}

/** A process killed between the two renames left the old database beside; its history is what matters. */
async function finishInterruptedSwap(paths: ProjectPaths): Promise<void> {
  if (!(await exists(paths.database)) && (await exists(paths.old))) await rename(paths.old, paths.database);
}

async function openUpgraded(dataDir: string): Promise<EmbeddedDatabase> {
  const database = await openEmbedded({
    dataDir,
    extensionFiles: standInFiles(),
    label: "the embedded database",
  });
  try {
    await upgradeSchema(database, withoutSchedule(await readOwnMigrations()));
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

async function historyOf(dataDir: string, options: ProjectOptions): Promise<History> {
  if (!(await exists(dataDir))) return new Map();
  try {
    const database = await openUpgraded(dataDir);
    try {
      return await readHistory(database);
    } finally {
      await database.close();
    }
  } catch (error) {
    options.say(
      `warning: the history of earlier runs could not be read and begins anew: ${messageOf(error)}`,
    );
    return new Map();
  }
}

async function build(dataDir: string, { discovery, say }: ProjectOptions): Promise<EmbeddedDatabase> {
  const prepared = await preparedShadow(cacheDirectory(cacheFolder()));
  const database = await openEmbedded({
    dataDir,
    loadDataDir: new Blob([prepared]),
    extensionFiles: standInFiles(),
    label: "the embedded database",
  });
  try {
    if (discovery !== null) {
      const result = await replay(database, discovery.files, { parser: await loadSqlParser() });
      refuseNonSql(result);
      for (const warning of replayWarnings({ discovery, result })) say(warning);
    }
    await upgradeSchema(database, withoutSchedule(await readOwnMigrations()));
    return database;
  } catch (error) {
    await database.close();
    throw error;
  }
}

/** Changes whenever the database would come out differently. */
function contentKey(discovery: Discovery | null): string {
  const files = (discovery?.files ?? []).map((file) => [file.file, file.text]);
  return createHash("sha256")
    .update(JSON.stringify([TOOL_VERSION, ENGINE_VERSIONS[DEFAULT_MAJOR], files]))
    .digest("hex");
}

function exists(path: string): Promise<boolean> {
  return access(path).then(
    () => true,
    () => false,
  );
}
