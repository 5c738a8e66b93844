import type { Conflict } from "./conflict.ts";
import { fileRef, fileStart } from "./refs.ts";
import { filesRun } from "./run_files.ts";
import { isStart } from "./start_files.ts";

/** Bytes above which a file is called too large, where the configuration says nothing else. */
export const DEFAULT_MOST_BYTES = 32_768;

/** Files that nobody reviews as a whole. */
export const fileTooLarge: Conflict = {
  id: "file_too_large",
  title: "File is too large to review",
  summary: `A migration of more bytes than \`analyze.max_file_bytes\` of the configuration allows (${DEFAULT_MOST_BYTES} where it says nothing).`,
  severity: "info",
  category: "migration",
  rationale:
    "A migration runs as a whole or not at all, and holds its locks until its end. A file of a thousand lines is approved unread, and where it fails in the middle nobody knows which half another database has.",
  sources: [],
  limits:
    "A start is left out: the first file of a folder, where it is a dump, is called baseline or remote schema, or is the only one.",
  *check({ reading, config }) {
    const most = config.analyze?.max_file_bytes ?? DEFAULT_MOST_BYTES;
    for (const { folder, file } of filesRun(reading)) {
      if (file.bytes <= most || isStart(folder, file)) continue;
      const lines = file.text.split("\n").length;
      yield {
        object: fileRef(file),
        discriminator: file.folder,
        message: `${file.path} has ${file.bytes} bytes in ${lines} lines and ${file.statements.length} statements; ${most} bytes are the limit.`,
        evidence: { bytes: file.bytes, lines, statements: file.statements.length, limit: most },
        remediation: {
          safety: "review",
          note: "Do not cut up a file that has run somewhere: its version stands for all of it. Write the next ones one purpose a file, and let `supawarden consolidate` replace the history by one baseline.",
        },
        location: fileStart(file),
      };
    }
  },
};
