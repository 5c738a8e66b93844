import { sqlState } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { Problem } from "./problem.ts";

/**
 * Reads a page of a list. A cursor is opaque but not signed, so one that was tampered with can reach Postgres and fail
 * there as a value of the wrong form (class 22).
 * @throws Problem `invalid` for such a cursor.
 */
export async function readPage<T>(cursor: string | undefined, read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    const refused =
      error instanceof SupawardenError ? error.kind === "input" : sqlState(error)?.startsWith("22");
    if (cursor === undefined || refused !== true) throw error;
    const message = "expected next_cursor of the page before, unchanged";
    throw new Problem("invalid", `cursor: ${message}`, {
      errors: [{ code: "custom", path: ["cursor"], message }],
    });
  }
}
