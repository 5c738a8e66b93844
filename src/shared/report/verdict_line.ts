import type { CheckStatus, Verdict } from "../verify/verdict.ts";

const WORDS: readonly (readonly [CheckStatus, string])[] = [
  ["fail", "failed"],
  ["warn", "warned"],
  ["pass", "passed"],
  ["not_evaluated", "not evaluated"],
];

/** One line: the verdict and how many checks ended how. */
export function verdictLine(verdict: Verdict): string {
  const counts = WORDS.flatMap(([status, word]) => {
    const count = verdict.checks.filter((check) => check.status === status).length;
    return count === 0 ? [] : [`${count} ${word}`];
  });
  return `verdict: ${verdict.verdict} (${counts.join(", ")})`;
}
