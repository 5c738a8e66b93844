import { createHash } from "node:crypto";
import { z } from "zod";
import { SupawardenError } from "../../shared/errors.ts";
import type { Project } from "./project.ts";

/** Where the project keeps what was installed. */
export const RECORD_FILE = "supabase/supawarden.json";

const recordSchema = z.object({
  /** Version of the tool that wrote the files. */
  version: z.string(),
  /** SHA-256, hexadecimal, of each file as it was written: one that differs now was edited since. */
  files: z.record(z.string(), z.string()),
  /** Own migration, by name, and the file it was given. */
  migrations: z.record(z.string(), z.string()),
});

/** What an earlier `init` has installed. */
export type InstallRecord = z.infer<typeof recordSchema>;

/**
 * Reads the record; `undefined` where nothing is installed.
 * @throws SupawardenError `input` for a record that is none.
 */
export async function readRecord(project: Project): Promise<InstallRecord | undefined> {
  const text = await project.read(RECORD_FILE);
  if (text === undefined) return undefined;
  try {
    return recordSchema.parse(JSON.parse(text));
  } catch (error) {
    throw new SupawardenError("input", `${RECORD_FILE} is not what \`supawarden init\` has written`, {
      hint: "Take it from the repository's history, or delete it: init then finds out by itself what is there.",
      cause: error,
    });
  }
}

/** The record as a file: keys in order, so that it differs only where the installation does. */
export function recordText(record: InstallRecord): string {
  const sorted = (entries: Readonly<Record<string, string>>) =>
    Object.fromEntries(Object.entries(entries).sort(([left], [right]) => (left < right ? -1 : 1)));
  const ordered = {
    version: record.version,
    files: sorted(record.files),
    migrations: sorted(record.migrations),
  };
  return `${JSON.stringify(ordered, null, 2)}\n`;
}

/** SHA-256 of a file's text, in hexadecimal. */
export function digestOf(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}
