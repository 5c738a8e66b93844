import fc from "fast-check";
import { expect, test } from "vitest";
import type { State } from "../../src/shared/findings/finding.ts";
import {
  type PreviousFinding,
  type Reconciled,
  reconcile,
  type SeenFinding,
} from "../../src/shared/findings/reconcile.ts";
import { nightOf } from "../support/store.ts";

const RULES = ["rule_a", "rule_b", "rule_c"] as const;
const NUMBERS = [...Array(12).keys()];

/** Finding number `n`; its rule follows from the number. */
function finding(n: number): SeenFinding {
  return { fingerprint: `finding ${n}`, rule: RULES[n % RULES.length] ?? "rule_a", severity: "warn" };
}

/** What is known after a run, as the store keeps it. */
function after(
  previous: readonly PreviousFinding[],
  run: { readonly findings: readonly SeenFinding[]; readonly result: Reconciled },
): PreviousFinding[] {
  const known = new Map(previous.map((entry) => [entry.fingerprint, entry]));
  for (const seen of run.findings) {
    const fate = run.result.seen.get(seen.fingerprint);
    if (fate !== undefined) known.set(seen.fingerprint, { ...seen, ...fate });
  }
  for (const fingerprint of run.result.resolved) {
    const entry = known.get(fingerprint);
    if (entry !== undefined) known.set(fingerprint, { ...entry, state: "resolved" });
  }
  return [...known.values()];
}

interface Night {
  readonly present: readonly number[];
  readonly fullyJudged: readonly string[];
}

function play(nights: readonly Night[]): PreviousFinding[] {
  return nights.reduce<PreviousFinding[]>((previous, night, index) => {
    const findings = night.present.map(finding);
    const result = reconcile(previous, { findings, fullyJudged: night.fullyJudged, at: nightOf(index + 1) });
    return after(previous, { findings, result });
  }, []);
}

const night = fc.record({
  present: fc.subarray(NUMBERS),
  fullyJudged: fc.subarray<string>([...RULES]),
});
const history = fc.array(night, { maxLength: 8 });

test("the same run again settles: new and reopened become open, then nothing changes", () => {
  fc.assert(
    fc.property(history, night, (nights, last) => {
      const once = play([...nights, last]);
      const findings = last.present.map(finding);
      const again = (previous: readonly PreviousFinding[]) =>
        reconcile(previous, { findings, fullyJudged: last.fullyJudged, at: nightOf(20) });
      const second = again(once);
      for (const change of second.transitions) {
        expect(["new", "reopened"]).toContain(change.previous_state);
        expect(change.state).toBe("open");
      }
      const settled = after(once, { findings, result: second });
      expect(again(settled).transitions).toEqual([]);
      expect(after(settled, { findings, result: again(settled) })).toEqual(settled);
    }),
  );
});

test("only a rule that was judged on every subject resolves its findings", () => {
  fc.assert(
    fc.property(history, night, (nights, last) => {
      const before = play(nights);
      const result = reconcile(before, {
        findings: last.present.map(finding),
        fullyJudged: last.fullyJudged,
        at: nightOf(20),
      });
      const expected = before
        .filter(
          (entry) =>
            entry.state !== "resolved" &&
            last.fullyJudged.includes(entry.rule) &&
            !last.present.some((n) => finding(n).fingerprint === entry.fingerprint),
        )
        .map((entry) => entry.fingerprint);
      expect(result.resolved).toEqual(expected);
    }),
  );
});

test("a run limited to some rules touches no finding of another", () => {
  fc.assert(
    fc.property(history, fc.constantFrom(...RULES), fc.subarray(NUMBERS), (nights, rule, present) => {
      const before = play(nights);
      const findings = present.map(finding).filter((seen) => seen.rule === rule);
      const result = reconcile(before, { findings, fullyJudged: [rule], at: nightOf(20) });
      const others = (entries: readonly PreviousFinding[]) => entries.filter((entry) => entry.rule !== rule);
      expect(others(after(before, { findings, result }))).toEqual(others(before));
    }),
  );
});

test("the first sight of a finding never changes", () => {
  fc.assert(
    fc.property(history, (nights) => {
      for (const entry of play(nights)) {
        const first = nights.findIndex(({ present }) =>
          present.some((n) => finding(n).fingerprint === entry.fingerprint),
        );
        expect(entry.first_seen_at).toBe(nightOf(first + 1));
      }
    }),
  );
});

test("a finding that is reported twice in a run counts once", () => {
  const result = reconcile([], { findings: [finding(1), finding(1)], fullyJudged: [], at: nightOf(1) });
  expect(result.transitions).toHaveLength(1);
});

test("thirty nights of one finding", () => {
  // P present, - absent, x absent while the rule could not be judged on every subject.
  const script = "--PPPxxPP-----P--xPP---xxxPP-x";
  const states: (State | undefined)[] = [];
  let known: PreviousFinding[] = [];
  for (const [index, letter] of [...script].entries()) {
    const findings = letter === "P" ? [finding(0)] : [];
    const fullyJudged = letter === "x" ? [] : ["rule_a"];
    const result = reconcile(known, { findings, fullyJudged, at: nightOf(index + 1) });
    known = after(known, { findings, result });
    states.push(known[0]?.state);
  }
  const letters = { new: "N", open: "O", resolved: "R", reopened: "B" } as const;
  expect(states.map((state) => (state === undefined ? "-" : letters[state])).join("")).toBe(
    "--NOOOOOORRRRRBRRRBORRRRRRBORR",
  );
  expect(known[0]?.first_seen_at).toBe(nightOf(3));
});

test("a finding that a judged rule could not look at this time stays as it was", () => {
  const previous = play([{ present: [0, 3], fullyJudged: [...RULES] }]);
  const run = { findings: [], fullyJudged: [...RULES], unjudged: [finding(3).fingerprint], at: nightOf(2) };
  expect(reconcile(previous, run).resolved).toEqual([finding(0).fingerprint]);
});
