import type { Config } from "../../config.ts";
import type { Category, Severity } from "../../findings/finding.ts";
import type { NotEvaluated, Verdict } from "../../rules/rule.ts";
import type { FolderReplay } from "../faults/replay_chain.ts";
import type { FolderReading } from "../reading.ts";
import type { FolderTimeline } from "../timeline.ts";

/** Everything a conflict may look at. */
export interface ConflictInput {
  readonly reading: FolderReading;
  /** One for each folder of the reading, in its order. */
  readonly timelines: readonly FolderTimeline[];
  readonly config: Config;
  /** Folders that were replayed as well; left out where none was asked for. */
  readonly replays?: readonly FolderReplay[];
}

/**
 * One kind of fault of a migrations folder: metadata as data, the judgement as a pure function of what was read. Its
 * findings have the shape of all others; `location` says where in the files.
 */
export interface Conflict {
  readonly id: string;
  /** Short name of the problem, sentence case, no full stop. */
  readonly title: string;
  /** One or two sentences: what it looks for. */
  readonly summary: string;
  readonly severity: Severity;
  readonly category: Category;
  /** Why it hurts. */
  readonly rationale: string;
  /** Rules of other tools that it answers to, and documentation. */
  readonly sources: readonly string[];
  /** What it cannot see, for the documentation. */
  readonly limits?: string;
  /** Verdicts in the order of the files; what the text alone does not decide is not evaluated. */
  readonly check: (input: ConflictInput) => Iterable<Verdict | NotEvaluated>;
}
