import { randomUUID } from "node:crypto";
import { mkdir, readFile, rename, rm, writeFile } from "node:fs/promises";
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
      } catch {
        await rm(part, { force: true }).catch(() => undefined);
      }
    },
  };
}
