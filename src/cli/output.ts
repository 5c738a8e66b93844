import { randomUUID } from "node:crypto";
import { lstat, realpath, rename, rm, writeFile } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { SupawardenError } from "../shared/errors.ts";
import { redactResult } from "./redact.ts";

/**
 * Writes a result to the file, or to stdout when there is none.
 * @throws SupawardenError `input` when it cannot be written.
 */
export async function writeResult(text: string, file: string | undefined): Promise<void> {
  const clean = redactResult(text);
  if (file !== undefined) return writeFileAtomically(file, clean);
  await new Promise<void>((resolve, reject) => {
    process.stdout.write(clean, (error) => {
      // A reader that has seen enough, such as `head`, closes the pipe: that is no failure.
      if (!error || ("code" in error && error.code === "EPIPE")) return resolve();
      reject(
        new SupawardenError("input", `cannot write to stdout: ${reasonOf(error)}`, {
          hint: "The result is not complete.",
          cause: error,
        }),
      );
    });
  });
}

/**
 * Writes a file so that a reader sees the old text or the new, never a part. Links are followed; a device or pipe is
 * written to as it is.
 * @throws SupawardenError `input` when it cannot be written.
 */
export async function writeFileAtomically(file: string, text: string, mode = 0o666): Promise<void> {
  let part: string | undefined;
  try {
    const target = await realpath(file).catch(() => file);
    const kept = await lstat(target).catch(() => undefined);
    if (kept !== undefined && !kept.isFile()) {
      await writeFile(target, text);
      return;
    }
    part = join(dirname(target), `.${basename(target)}.${randomUUID()}.part`);
    await writeFile(part, text, { mode: kept === undefined ? mode : kept.mode & 0o777 });
    await rename(part, target);
  } catch (error) {
    if (part !== undefined) await rm(part, { force: true }).catch(() => undefined);
    throw new SupawardenError("input", `cannot write ${file}: ${reasonOf(error)}`, {
      hint: "Give a file in a folder that exists and may be written.",
      cause: error,
    });
  }
}

const REASONS: Readonly<Record<string, string>> = {
  ENOENT: "there is no such file or folder",
  ENOTDIR: "part of the path is not a folder",
  EISDIR: "it is a folder",
  EACCES: "that is not permitted",
  EPERM: "that is not permitted",
  EROFS: "the file system is read-only",
  ENOSPC: "the disk is full",
};

/** What the system said of a file, in words. */
export function reasonOf(error: unknown): string {
  const code = error instanceof Error && "code" in error ? String(error.code) : "";
  return REASONS[code] ?? (code || (error instanceof Error ? error.message : String(error)));
}
