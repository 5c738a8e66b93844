import type { Config } from "../config.ts";
import type { Database } from "../database/database.ts";
import type { Finding } from "../findings/finding.ts";
import type { InventoryDependency, InventoryObject } from "../migrations/inventory.ts";

/** One structured log record; the writer prints it as one line of JSON. */
export type LogRecord = object;

/** How a large audit is divided. */
export interface Slicing {
  /** What one request may cost, in microseconds of CPU. */
  readonly budget: number;
  /** Sends the request that makes the next slice: `POST /audit` to this very function, with these headers. */
  readonly callAgain: (headers: Readonly<Record<string, string>>) => Promise<Response>;
}

/** A migration file that the database should have been made by. */
export interface KnownMigration {
  readonly version: string;
  readonly name: string;
  /** Path as reports print it: relative to the repository. */
  readonly file: string;
  readonly bytes?: number;
}

/** What the files of a folder do to objects. */
export interface FolderHistory {
  /** In the order in which they run. */
  readonly files: readonly string[];
  readonly objects: readonly InventoryObject[];
  readonly dependencies: readonly InventoryDependency[];
}

/** What the apps take from the world around them. */
export interface Services {
  /** A database of the caller's own; the app closes it after the request, or after the background work. */
  readonly connect: () => Promise<Database>;
  readonly env: (name: string) => string | undefined;
  readonly config: () => Promise<Config>;
  /** The time, ISO 8601 in UTC. */
  readonly clock: () => string;
  /** A new UUID. */
  readonly newId: () => string;
  /** Lets work outlive the response. */
  readonly waitUntil: (work: Promise<unknown>) => void;
  readonly log: (record: LogRecord) => void;
  /** Where one request may not take as long as an audit of a large database does; left out, an audit is made at once. */
  readonly slicing?: Slicing;
  /** The manifest that was deployed with the function, as it is; nothing or `null` where none was. */
  readonly manifest?: unknown;
  /** Findings that the database cannot show, such as those of the migration folder it was made from. */
  readonly extraFindings?: (config: Config) => readonly Finding[];
  /** The files of the folder that is served, in the order in which they run; left out where there is no folder. */
  readonly migrationFiles?: () => readonly KnownMigration[];
  /** What these files do to objects. */
  readonly folderHistory?: () => Promise<FolderHistory>;
}

/** Runs `body` on a database that is closed afterwards, also on failure. */
export async function withDatabase<T>(
  services: Pick<Services, "connect">,
  body: (database: Database) => Promise<T>,
): Promise<T> {
  const database = await services.connect();
  try {
    return await body(database);
  } finally {
    // What the request did stands, whether or not the farewell arrives.
    await database.close().catch(() => undefined);
  }
}
