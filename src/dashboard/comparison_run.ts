import type { StoredRun } from "./answers.ts";

const DAY_MS = 24 * 60 * 60 * 1000;

/** The newest run that succeeded and the one to compare it with. */
export interface Comparison {
  readonly last?: StoredRun;
  readonly before?: StoredRun;
  /** Whether `before` is at least a day old, rather than the oldest there is. */
  readonly isYesterday: boolean;
}

/**
 * What "since yesterday" compares with: the newest successful run that is at least a day old; where the history is
 * shorter, its oldest run.
 * @param runs newest first.
 */
export function compareRuns(runs: readonly StoredRun[], now: number): Comparison {
  const succeeded = runs.filter((run) => run.status === "succeeded");
  const [last] = succeeded;
  const yesterday = succeeded.find((run) => Date.parse(run.started_at) <= now - DAY_MS);
  const before = yesterday ?? succeeded.at(-1);
  return {
    ...(last === undefined ? {} : { last }),
    ...(before === undefined || before === last ? {} : { before }),
    isYesterday: yesterday !== undefined,
  };
}
