import { messageOf } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { deepFreeze } from "./family.ts";
import { type CatalogSnapshot, snapshotSchema } from "./snapshot.ts";

/** The snapshot as the text of a file, its parts in the order of the schema. It must hold all of them. */
export function serialiseSnapshot(snapshot: CatalogSnapshot): string {
  return `${JSON.stringify(snapshotSchema.parse(snapshot))}\n`;
}

/**
 * Reads a saved snapshot back.
 * @throws SupawardenError `input` when the text is not a snapshot of a known format.
 */
export function parseSnapshot(text: string): CatalogSnapshot {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    throw new SupawardenError("input", `the snapshot is not JSON: ${messageOf(error)}`, { cause: error });
  }
  const parsed = snapshotSchema.safeParse(value);
  if (parsed.success) return deepFreeze(parsed.data);
  const [first] = parsed.error.issues;
  throw new SupawardenError(
    "input",
    `not a catalog snapshot: ${first?.path.join(".") || "(root)"}: ${first?.message}`,
    {
      hint: "Write one with `supawarden audit --save-snapshot FILE`.",
    },
  );
}
