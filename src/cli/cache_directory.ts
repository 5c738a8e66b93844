import { randomUUID } from "node:crypto";
import { lstat, mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import { messageOf } from "../shared/database/database.ts";
import type { ShadowCache } from "../shared/migrations/kept_archive.ts";
import { say } from "./terminal.ts";

/** `SUPAWARDEN_CACHE_DIR`, else `supawarden` under `XDG_CACHE_HOME`, else under `~/.cache`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment.SUPAWARDEN_CACHE_DIR;
  if (own !== undefined && own !== "") return own;
  const base = environment.XDG_CACHE_HOME;
  return join(base !== undefined && base !== "" ? base : join(homedir(), ".cache"), "supawarden");
}

/**
 * Keeps prepared databases as files. A cache must never be what makes a command fail: a folder that cannot be read
 * or written only costs time, which `tell` is told of once, with the file and the reason.
 */
export function cacheDirectory(folder: string, tell: (message: string) => void = say): ShadowCache {
  const tellOnce = (key: string, error: unknown) => {
    if (told.has(folder)) return;
    told.add(folder);
    tell(
      `note: ${join(folder, key)} cannot be written, so that every run makes anew what it would hold: ${messageOf(error)}. Set SUPAWARDEN_CACHE_DIR to a folder that can be written and has 50 MB of room.`,
    );
  };
  return {
    read: async (key) => {
      try {
        const path = join(folder, key);
        // A pipe under this name would be waited for.
        return (await stat(path)).isFile() ? await readFile(path) : null;
      } catch {
        return null;
      }
    },
    write: async (key, bytes) => {
      // A reader must never see half a file: it is written beside, then renamed, which is atomic.
      const part = join(folder, `${key}.${randomUUID()}.part`);
      try {
        await mkdir(folder, { recursive: true });
        await removeOld(folder);
        await writeFile(part, bytes);
        await rename(part, join(folder, key));
      } catch (error) {
        await rm(part, { force: true }).catch(() => undefined);
        tellOnce(key, error);
      }
    },
  };
}

/** Folders that a person has been told of. */
const told = new Set<string>();

const HOUR_MS = 60 * 60 * 1000;
/** How long a prepared database is kept that nobody made anew, and what a process left that was killed as it wrote. */
const KEPT_MS: readonly (readonly [name: RegExp, age: number])[] = [
  [/^(shadow|bare)-.*\.tar$/, 30 * 24 * HOUR_MS],
  [/\.part$/, HOUR_MS / 6],
];

/** Prepared databases of other versions of the tool; one that is still in use is made anew. */
async function removeOld(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const age = KEPT_MS.find(([pattern]) => pattern.test(name))?.[1];
    if (age === undefined) continue;
    const path = join(folder, name);
    try {
      if ((await lstat(path)).mtimeMs < Date.now() - age) await rm(path, { force: true });
    } catch {
      // Another process has removed it.
    }
  }
}
