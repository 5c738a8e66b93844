import { randomUUID } from "node:crypto";
import type { Config } from "../../shared/config.ts";
import type { Database } from "../../shared/database/database.ts";
import type { Finding } from "../../shared/findings/finding.ts";
import type { FolderHistory, KnownMigration, Services } from "../../shared/http/services.ts";

/** Services whose background work can be waited for. */
export interface ServeServices extends Services {
  /** Resolves when all work that outlived its request is done. */
  readonly settled: () => Promise<void>;
}

/** What the apps need of `serve`. */
export function createServices(parts: {
  readonly connect: () => Promise<Database>;
  readonly env: (name: string) => string | undefined;
  readonly config: () => Promise<Config>;
  readonly log: (record: object) => void;
  readonly extraFindings?: (config: Config) => readonly Finding[];
  readonly migrationFiles?: () => readonly KnownMigration[];
  readonly folderHistory?: () => Promise<FolderHistory>;
}): ServeServices {
  const working = new Set<Promise<unknown>>();
  return {
    ...parts,
    clock: () => new Date().toISOString(),
    newId: randomUUID,
    waitUntil: (work) => {
      const tracked = work.catch(() => undefined).finally(() => working.delete(tracked));
      working.add(tracked);
    },
    settled: async () => {
      while (working.size > 0) await Promise.all(working);
    },
  };
}

/** The embedded database as each request gets it: there is one, and it stays open. */
export function sharedDatabase(database: Database): Database {
  return { ...database, close: () => Promise.resolve() };
}
