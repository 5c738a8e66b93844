import type { Judgement } from "../audit/judge.ts";
import type { ObjectDifference } from "../drift/compare_snapshots.ts";
import { type Finding, SEVERITIES, type UNDO_RESULTS } from "../findings/finding.ts";
import type { ProbeResult } from "./access_probe.ts";
import type { Effect } from "./effect.ts";
import { effectsOf } from "./effects.ts";
import { containerOf, type Fix, type ObjectDirectory } from "./fix.ts";
import type { JudgeContext, JudgedState } from "./judged_state.ts";
import type { Uses } from "./uses.ts";

/** The copy before any fix, and what is known of it. */
export interface Ground extends JudgeContext {
  readonly before: JudgedState;
  readonly uses: Uses;
  readonly directory: ObjectDirectory;
  /** What the server allowed before any fix, by relation; asked when first needed. */
  readonly allowed: Map<number, readonly ProbeResult[]>;
}

/** What is gathered of one fix while its batch is tried. */
export interface Trial {
  /** What is wrong with it; empty when it does what it should. */
  readonly failures: string[];
  readonly effects: Effect[];
  differences: ObjectDifference[];
  undo: (typeof UNDO_RESULTS)[number];
}

/** Something happened for which no single fix of the batch is answerable. */
export class Unclear extends Error {}

/** Finds the trial of the fix that is answerable for an object. Throws Unclear where that is not certain. */
export type TrialFor = (container: string) => Trial;

/** Judges what the fixes change: nothing but what they are for, and for whom it makes a difference. */
export function judgeDifferences(
  trials: ReadonlyMap<Fix, Trial>,
  { ground, after }: { readonly ground: Ground; readonly after: JudgedState },
): void {
  const context = {
    before: ground.before.input,
    after: after.input,
    uses: ground.uses,
    parser: ground.parser,
  };
  for (const [fix, trial] of trials) {
    const beyond = trial.differences.filter((difference) => !fix.intends(difference));
    if (beyond.length > 0) {
      trial.failures.push(
        `it also changes ${beyond.map(({ ref }) => `${ref.kind} ${ref.identity}`).join(", ")}`,
      );
    }
    if (trial.differences.length === 0 && trial.failures.length === 0)
      trial.failures.push("it changes nothing");
    trial.effects.push(...effectsOf(trial.differences, context));
  }
}

/** Judges what the rules say afterwards: each finding gone, and no rule fires that did not fire before. */
export function judgeFindings(
  trials: ReadonlyMap<Fix, Trial>,
  context: {
    readonly ground: Ground;
    readonly after: Judgement;
    readonly trialFor: TrialFor;
  },
): void {
  const { ground, after, trialFor } = context;
  const left = new Map(after.findings.map((finding) => [finding.fingerprint, finding]));
  for (const [fix, trial] of trials) {
    for (const finding of fix.findings) {
      if (trial.failures.length === 0 && left.has(finding.fingerprint)) {
        trial.failures.push(`${finding.rule} still finds ${finding.object.identity} afterwards`);
      }
    }
  }
  const known = new Map(ground.before.judgement.findings.map((finding) => [finding.fingerprint, finding]));
  for (const finding of after.findings) {
    const past = known.get(finding.fingerprint);
    if (past !== undefined && !isWorse(finding, past)) continue;
    const container = containerOf(finding.object, ground.directory);
    const trial = trialFor(container);
    const what = `${finding.object.identity}: ${finding.message.replace(/\.$/, "")}`;
    const announced = announcedBySwitchingOn(finding, trial);
    if (announced !== undefined) trial.effects.push(announced);
    else if (past === undefined) trial.failures.push(`${finding.rule} then finds ${what}`);
    // It fired before, for less: whoever applies the fix is told, but it is no new fault.
    else
      trial.effects.push({
        text: `${finding.rule} is then ${finding.severity} for ${what}`,
        isDependent: true,
      });
  }
  const unjudged = new Set(ground.before.judgement.notEvaluated.map((entry) => JSON.stringify(entry)));
  for (const entry of after.notEvaluated) {
    if (unjudged.has(JSON.stringify(entry))) continue;
    const [only, ...more] = trials.values();
    if (only === undefined || more.length > 0) throw new Unclear();
    only.failures.push(`${entry.rule} cannot be judged afterwards: ${entry.reason}`);
  }
}

function isWorse(finding: Finding, past: Finding): boolean {
  return SEVERITIES.indexOf(finding.severity) < SEVERITIES.indexOf(past.severity);
}

/**
 * Switching row level security on is meant to make the table's policies count. A table without one is closed, which the
 * remediation says; a policy that counted for nothing before may have faults of its own, which only show now.
 */
function announcedBySwitchingOn(finding: Finding, { differences }: Trial): Effect | undefined {
  const { kind, schema, name, table, identity } = finding.object;
  const own = kind === "policy" ? table : name;
  const isSwitchedOn = differences.some(
    ({ ref, attributes }) =>
      ref.kind === "relation" &&
      ref.schema === schema &&
      ref.name === own &&
      attributes.some((attribute) => attribute.name === "rls_enabled" && attribute.after === true),
  );
  if (!isSwitchedOn) return undefined;
  if (kind === "policy") {
    return { text: `policy ${identity} counts then, and ${finding.rule} finds it`, isDependent: true };
  }
  if (finding.rule !== "rls_enabled_no_policy") return undefined;
  return {
    text: `${identity} has no policy then, so it is closed to all but its owner and roles that bypass row level security`,
    isDependent: false,
  };
}

/** Judges what the roles of the API can still do. */
export function judgeAccess(
  allowed: readonly ProbeResult[],
  context: {
    readonly refused: readonly ProbeResult[];
    readonly trialFor: TrialFor;
  },
): void {
  for (const [place, before] of allowed.entries()) {
    const after = context.refused[place];
    if (after === undefined || before.refusal !== null || after.refusal === null) continue;
    const trial = context.trialFor(`relation ${before.relation}`);
    // A privilege that is taken from the relation itself is told with the difference.
    if (after.refusal.startsWith("permission denied for ") && isAbout(trial, before.relation)) continue;
    trial.effects.push({
      text: `${before.role} can no longer ${before.command} ${before.relation}: ${after.refusal}`,
      isDependent: true,
    });
  }
}

function isAbout({ differences }: Trial, relation: string): boolean {
  return differences.some(
    ({ ref, attributes }) =>
      ref.kind === "relation" &&
      ref.identity === relation &&
      attributes.some(({ name }) => name === "privileges"),
  );
}
