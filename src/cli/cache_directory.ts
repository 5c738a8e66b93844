import { randomUUID } from "node:crypto";
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from "node:fs/promises";
import { homedir } from "node:os";
import { join } from "node:path";
import type { ShadowCache } from "../shared/migrations/shadow.ts";

/** `SUPAWARDEN_CACHE_DIR`, else `supawarden` under `XDG_CACHE_HOME`, else under `~/.cache`. */
export function cacheFolder(environment: NodeJS.ProcessEnv = process.env): string {
  const own = environment.SUPAWARDEN_CACHE_DIR;
  if (own !== undefined && own !== "") return own;
  const base = environment.XDG_CACHE_HOME;
  return join(base !== undefined && base !== "" ? base : join(homedir(), ".cache"), "supawarden");
}

/**
 * Keeps prepared databases as files. A cache must never be what makes a command fail: a folder that cannot be read
 * or written only costs time.
 */
export function cacheDirectory(folder: string): ShadowCache {
  return {
    read: async (key) => {
      try {
        return await readFile(join(folder, key));
      } catch {
        return null;
      }
    },
    write: async (key, bytes) => {
      // A reader must never see half a file: it is written beside, then renamed, which is atomic.
      const part = join(folder, `${key}.${randomUUID()}.part`);
      try {
        await mkdir(folder, { recursive: true });
        await writeFile(part, bytes);
        await rename(part, join(folder, key));
        await removeOld(folder);
      } catch {
        await rm(part, { force: true }).catch(() => undefined);
      }
    },
  };
}

const KEPT_DAYS = 30;

/** Prepared databases of other versions of the tool; one that is still in use is made anew. */
async function removeOld(folder: string): Promise<void> {
  const oldest = Date.now() - KEPT_DAYS * 24 * 60 * 60 * 1000;
  for (const name of await readdir(folder)) {
    if (!/^shadow-.*\.tar$/.test(name)) continue;
    const path = join(folder, name);
    if ((await stat(path)).mtimeMs < oldest) await rm(path, { force: true });
  }
}
