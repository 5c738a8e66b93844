import { readFile, stat } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Database } from "../src/shared/database/database.ts";

/** What a server's log tells of waits for locks. */
export interface LockWaits {
  /** The longest wait in milliseconds, of any session; `undefined` where none was long enough for the log. */
  readonly longest: number | undefined;
  /** Statements that gave up waiting. */
  readonly timeouts: number;
}

/** Remembers where the log of a server of the tests ends; what is called then reads the waits logged since. */
export async function watchLocks(database: Database): Promise<() => Promise<LockWaits>> {
  const [row] = await database.query<{ data: string }>("select current_setting('data_directory') as data");
  const file = join(dirname(row?.data ?? ""), "log");
  const start = (await stat(file)).size;
  return async () => {
    const lines = (await readFile(file)).subarray(start).toString();
    const waits = [...lines.matchAll(/(?:still waiting for|acquired) .* after ([\d.]+) ms/g)].map((found) =>
      Number(found[1]),
    );
    return {
      longest: waits.length === 0 ? undefined : Math.max(...waits),
      timeouts: lines.split("canceling statement due to lock timeout").length - 1,
    };
  };
}
