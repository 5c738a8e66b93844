import type { Severity, State } from "./finding.ts";

/** What was known of a finding before the run. */
export interface PreviousFinding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
  readonly state: State;
  /** ISO 8601 time in UTC. */
  readonly first_seen_at: string;
}

/** What a run saw of a finding. */
export interface SeenFinding {
  readonly fingerprint: string;
  readonly rule: string;
  readonly severity: Severity;
}

/** A change of state. */
export interface Transition {
  readonly fingerprint: string;
  readonly severity: Severity;
  readonly state: State;
  /** Left out where the finding was never seen before. */
  readonly previous_state?: State;
}

/** What a run makes of the findings' states. */
export interface Reconciled {
  /** State and first sight of every finding that the run saw. */
  readonly seen: ReadonlyMap<string, { readonly state: State; readonly first_seen_at: string }>;
  /** Fingerprints that this run finds gone, in the order of `previous`. */
  readonly resolved: readonly string[];
  /** Every change, those seen first; a finding whose state stays has none. */
  readonly transitions: readonly Transition[];
}

/**
 * Moves findings through their life: unknown → `new` → `open` → `resolved` → `reopened` → `open`. Only a rule that was
 * judged on every subject resolves: for any other, a finding that is not there may just not have been looked for.
 * @param run `at` is the time of the run, ISO 8601 in UTC.
 */
export function reconcile(
  previous: readonly PreviousFinding[],
  run: {
    readonly findings: readonly SeenFinding[];
    readonly fullyJudged: readonly string[];
    /** Fingerprints that even those did not judge. */
    readonly unjudged?: readonly string[];
    readonly at: string;
  },
): Reconciled {
  const known = new Map(previous.map((finding) => [finding.fingerprint, finding]));
  const seen = new Map<string, { readonly state: State; readonly first_seen_at: string }>();
  const transitions: Transition[] = [];
  for (const { fingerprint, severity } of run.findings) {
    if (seen.has(fingerprint)) continue;
    const before = known.get(fingerprint);
    const state = stateWhenSeen(before?.state);
    seen.set(fingerprint, { state, first_seen_at: before?.first_seen_at ?? run.at });
    if (before === undefined) transitions.push({ fingerprint, severity, state });
    else if (before.state !== state) {
      transitions.push({ fingerprint, severity, state, previous_state: before.state });
    }
  }
  const speaksFor = new Set(run.fullyJudged);
  const unjudged = new Set(run.unjudged);
  const gone = previous.filter(
    ({ fingerprint, rule, state }) =>
      state !== "resolved" && !seen.has(fingerprint) && speaksFor.has(rule) && !unjudged.has(fingerprint),
  );
  for (const { fingerprint, severity, state } of gone) {
    transitions.push({ fingerprint, severity, state: "resolved", previous_state: state });
  }
  return { seen, resolved: gone.map((finding) => finding.fingerprint), transitions };
}

function stateWhenSeen(before: State | undefined): State {
  if (before === undefined) return "new";
  return before === "resolved" ? "reopened" : "open";
}
