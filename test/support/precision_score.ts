import type { Finding } from "../../src/shared/findings/finding.ts";
import type { ExpectedFinding, PrecisionCase } from "./precision_cases.ts";

/** What the rule of a case said of it. */
export interface CaseAnswer {
  readonly findings: readonly Finding[];
  /** Reasons for which the rule did not judge, wholly or in part. */
  readonly notEvaluated: readonly string[];
}

/** A case beside its answer. */
export interface ScoredCase {
  readonly case: PrecisionCase;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  /** What is wrong, a line each; none where the rule answered as adjudicated. */
  readonly faults: readonly string[];
}

/** Counts by which precision and recall are taken. */
export interface Score {
  readonly cases: number;
  readonly firing: number;
  readonly silent: number;
  readonly truePositives: number;
  readonly falsePositives: number;
  readonly falseNegatives: number;
  readonly precision: number;
  readonly recall: number;
}

/** Compares what was found with what was called for; each expected finding is met by one finding at most. */
export function scoreCase(subject: PrecisionCase, answer: CaseAnswer): ScoredCase {
  const left = [...answer.findings];
  const missed = subject.expected.filter((wanted) => {
    const match = left.findIndex((finding) => meets(finding, wanted));
    if (match !== -1) left.splice(match, 1);
    return match === -1;
  });
  const refused = answer.notEvaluated.length > 0;
  return {
    case: subject,
    truePositives: subject.expected.length - missed.length,
    falsePositives: left.length,
    falseNegatives: missed.length,
    faults: [
      ...missed.map((wanted) => `missed: ${wanted.severity ?? "any severity"} ${wanted.identity}`),
      ...left.map((found) => `false: ${found.severity} ${found.object.identity}: ${found.message}`),
      ...(subject.verdict === "silent"
        ? answer.notEvaluated.map((reason) => `not evaluated: ${reason}`)
        : []),
      ...(subject.verdict === "not evaluated" && !refused ? ["it judged what cannot be judged"] : []),
    ],
  };
}

function meets(finding: Finding, wanted: ExpectedFinding): boolean {
  return (
    finding.object.identity === wanted.identity &&
    (wanted.severity === undefined || finding.severity === wanted.severity)
  );
}

/** Adds cases up. Where nothing was called for or nothing found, nothing is wrong with it: 1. */
export function totalScore(cases: readonly ScoredCase[]): Score {
  const sum = (count: (scored: ScoredCase) => number): number =>
    cases.reduce((total, scored) => total + count(scored), 0);
  const truePositives = sum((scored) => scored.truePositives);
  const falsePositives = sum((scored) => scored.falsePositives);
  const falseNegatives = sum((scored) => scored.falseNegatives);
  return {
    cases: cases.length,
    firing: cases.filter((scored) => scored.case.verdict === "fires").length,
    silent: cases.filter((scored) => scored.case.verdict !== "fires").length,
    truePositives,
    falsePositives,
    falseNegatives,
    precision: ratio(truePositives, falsePositives),
    recall: ratio(truePositives, falseNegatives),
  };
}

function ratio(right: number, wrong: number): number {
  return right + wrong === 0 ? 1 : right / (right + wrong);
}
