import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { messageOf } from "../../shared/database/database.ts";
import { SupawardenError } from "../../shared/errors.ts";

/** Where `serve` keeps its database, secrets and lock; git ignores it by the file put inside. */
export const DATA_FOLDER = ".supawarden";

/**
 * Makes the folder and takes its lock. Resolves with the function that gives the lock back.
 * @throws SupawardenError `busy` when another process holds it, `input` when the folder cannot be made.
 */
export async function lockDataFolder(folder: string): Promise<() => Promise<void>> {
  const lock = join(folder, "lock");
  try {
    await mkdir(folder, { recursive: true, mode: 0o700 });
    await writeFile(join(folder, ".gitignore"), "*\n");
    for (let attempt = 0; attempt < 2; attempt += 1) {
      try {
        await writeFile(lock, String(process.pid), { flag: "wx" });
        return () => rm(lock, { force: true });
      } catch (error) {
        if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) throw error;
        const holder = Number(await readFile(lock, "utf8").catch(() => ""));
        if (isAlive(holder)) throw busy(folder, holder);
        // Its process was killed before it could tidy up.
        await rm(lock, { force: true });
      }
    }
  } catch (error) {
    if (error instanceof SupawardenError) throw error;
    throw new SupawardenError("input", `cannot use the folder ${folder}: ${messageOf(error)}`, {
      hint: "serve keeps its database there; run it where it may write.",
      cause: error,
    });
  }
  throw busy(folder, 0);
}

function busy(folder: string, holder: number): SupawardenError {
  const who = holder > 0 ? `process ${holder}` : "another process";
  return new SupawardenError("busy", `${folder} is in use by ${who}`, {
    hint: `One serve a folder: stop the other one. If that process is no supawarden, remove ${join(folder, "lock")}.`,
  });
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // A process of another user is alive, though it may not be signalled.
    return error instanceof Error && "code" in error && error.code === "EPERM";
  }
}
