import { groupBy } from "../../src/shared/catalog/lookup.ts";
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

/** What the cases of one rule came to; recorded beside the cases. */
export interface RuleScore {
  readonly cases: number;
  readonly firing: number;
  readonly silent: number;
  readonly true_positives: number;
  readonly false_positives: number;
  readonly false_negatives: number;
  /** Cases that were not answered as adjudicated, with what is wrong. */
  readonly wrong: readonly { readonly case: string; readonly faults: readonly string[] }[];
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

/** Adds cases up by rule. */
export function scoresByRule(cases: readonly ScoredCase[]): Readonly<Record<string, RuleScore>> {
  return Object.fromEntries(
    [...groupBy(cases, (scored) => scored.case.rule)].map(([rule, own]) => [
      rule,
      {
        cases: own.length,
        firing: own.filter((scored) => scored.case.verdict === "fires").length,
        silent: own.filter((scored) => scored.case.verdict !== "fires").length,
        true_positives: sum(own.map((scored) => scored.truePositives)),
        false_positives: sum(own.map((scored) => scored.falsePositives)),
        false_negatives: sum(own.map((scored) => scored.falseNegatives)),
        wrong: own
          .filter((scored) => scored.faults.length > 0)
          .map((scored) => ({ case: scored.case.name, faults: scored.faults })),
      },
    ]),
  );
}

/** Adds rules up. */
export function totalScore(scores: readonly RuleScore[]): RuleScore {
  return {
    cases: sum(scores.map((score) => score.cases)),
    firing: sum(scores.map((score) => score.firing)),
    silent: sum(scores.map((score) => score.silent)),
    true_positives: sum(scores.map((score) => score.true_positives)),
    false_positives: sum(scores.map((score) => score.false_positives)),
    false_negatives: sum(scores.map((score) => score.false_negatives)),
    wrong: scores.flatMap((score) => score.wrong),
  };
}

/** Share of the findings that were called for. */
export function precisionOf(score: RuleScore): number {
  return ratio(score.true_positives, score.false_positives);
}

/** Share of what was called for that was found. */
export function recallOf(score: RuleScore): number {
  return ratio(score.true_positives, score.false_negatives);
}

/** Where nothing was called for or nothing found, nothing is wrong with it: 1. */
function ratio(right: number, wrong: number): number {
  return right + wrong === 0 ? 1 : right / (right + wrong);
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}
