import { concernsOf } from "./concerns.ts";
import type { Conflict } from "./conflict.ts";
import { fileRef, fileStart } from "./refs.ts";
import { filesRun } from "./run_files.ts";
import { isStart } from "./start_files.ts";

/** Kinds of work above which a file is called mixed, where the configuration says nothing else. */
export const DEFAULT_MOST_CONCERNS = 5;
/** Relations from which on so much in one file is more than one purpose. */
export const DEFAULT_CONCERN_RELATIONS = 5;

/** Files that do everything at once. */
export const fileMixedConcerns: Conflict = {
  id: "file_mixed_concerns",
  title: "File does many things at once",
  summary: `A migration that does more kinds of work (types, tables, functions, views, policies, grants, data, jobs, extensions …) than \`analyze.max_file_concerns\` allows (${DEFAULT_MOST_CONCERNS} where the configuration says nothing), and on at least \`analyze.concern_relations\` relations (${DEFAULT_CONCERN_RELATIONS}).`,
  severity: "info",
  category: "migration",
  rationale:
    "What belongs to one purpose can be reviewed, reverted and reordered as one. Where tables, policies, grants and rows of five subjects stand in one file, a fault in one keeps all others back, and who looks for the policy of a table does not find it.",
  sources: [],
  limits:
    "Counts kinds of statements and names of relations, and understands neither: one purpose that needs six kinds of work on five tables is reported as well. The start of a folder (baseline, dump) is left out.",
  *check({ reading, config }) {
    const most = config.analyze?.max_file_concerns ?? DEFAULT_MOST_CONCERNS;
    const fewest = config.analyze?.concern_relations ?? DEFAULT_CONCERN_RELATIONS;
    for (const { folder, file } of filesRun(reading)) {
      const { concerns, relations } = concernsOf(file);
      if (concerns.size <= most || relations.size < fewest || isStart(folder, file)) continue;
      const named = [...concerns].map(([concern, statements]) => ({ concern, statements }));
      yield {
        object: fileRef(file),
        discriminator: file.folder,
        message: `${file.path} does ${concerns.size} kinds of work on ${relations.size} relations: ${named.map(({ concern }) => concern).join(", ")}.`,
        evidence: { concerns: named, relations: relations.size, limit: most },
        remediation: {
          safety: "review",
          note: "Leave a file that has run as it is. Write the next ones one purpose a file: a table with its indexes, policies and grants together, its rows apart.",
        },
        location: fileStart(file),
      };
    }
  },
};
