import type { Finding } from "../findings/finding.ts";
import { type CheckInput, type CheckResult, type CheckStatus, notEvaluated } from "./verdict.ts";

/** Findings of the rules that count: not suppressed, not resolved, and more than information. */
export function countingFindings(input: CheckInput, rules: readonly string[]): readonly Finding[] {
  return input.report.findings.filter(
    (finding) =>
      rules.includes(finding.rule) &&
      finding.suppression === undefined &&
      finding.state !== "resolved" &&
      finding.severity !== "info",
  );
}

/** Why rules could not be judged, wholly or in part; empty where all were. */
export function ruleGaps(input: CheckInput, rules: readonly string[]): readonly string[] {
  return input.report.not_evaluated
    .filter((entry) => rules.includes(entry.rule))
    .map((entry) => `${entry.rule}: ${entry.reason}`);
}

/** An error fails a check, a warning makes it warn. */
export function statusOf(findings: readonly Finding[]): CheckStatus {
  if (findings.some((finding) => finding.severity === "error")) return "fail";
  return findings.length > 0 ? "warn" : "pass";
}

const MOST_NAMED = 5;

/** Some names in a sentence, the rest as a number. */
export function someNames(names: readonly string[]): string {
  const unique = [...new Set(names)];
  const shown = unique.slice(0, MOST_NAMED).join(", ");
  return unique.length > MOST_NAMED ? `${shown} and ${unique.length - MOST_NAMED} more` : shown;
}

/**
 * Judges a check by rules alone.
 * @param needed the rules without which nothing is known; gaps in the others are only mentioned.
 */
export function judgeByRules(
  input: CheckInput,
  options: {
    readonly needed: readonly string[];
    readonly also?: readonly string[];
    /** What it means that nothing was found. */
    readonly clean: string;
    /** What the objects with findings are called. */
    readonly found: string;
  },
): CheckResult {
  const rules = [...options.needed, ...(options.also ?? [])];
  const findings = countingFindings(input, rules);
  const gaps = ruleGaps(input, rules);
  const gapText = gaps.length === 0 ? "" : ` Not judged: ${gaps.join("; ")}.`;
  if (findings.length > 0) {
    const objects = [...new Set(findings.map((finding) => finding.object.identity))];
    return {
      status: statusOf(findings),
      message: `${options.found}: ${someNames(objects)}.${gapText}`,
      expected: [],
      actual: objects,
      findings: findings.map((finding) => finding.fingerprint),
    };
  }
  const neededGaps = ruleGaps(input, options.needed);
  if (neededGaps.length > 0) return notEvaluated(neededGaps.join("; "));
  return { status: "pass", message: `${options.clean}${gapText}`, findings: [] };
}
