import type { Conflict } from "./conflict.ts";

/** Every conflict, in the order of the documentation. */
export const CONFLICTS: readonly Conflict[] = [];

/** The conflict with this id. */
export function findConflict(id: string): Conflict | undefined {
  return CONFLICTS.find((conflict) => conflict.id === id);
}
