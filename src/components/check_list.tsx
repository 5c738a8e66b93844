import type { ComponentChildren } from "preact";
import type { EvidenceValue } from "../shared/findings/finding.ts";
import { DiffView } from "./diff_view.tsx";
import { asText, inWords } from "./evidence_text.ts";
import { EvidenceView } from "./evidence_view.tsx";

/** One of the nine checks of a verdict. */
export interface ListedCheck {
  readonly name: string;
  readonly status: "pass" | "warn" | "fail" | "not_evaluated";
  readonly message: string;
  readonly expected?: EvidenceValue;
  readonly actual?: EvidenceValue;
  /** Fingerprints. */
  readonly findings: readonly string[];
}

/** The checks of a verdict with what each rests on. */
export function CheckList({
  checks,
  findings,
}: {
  readonly checks: readonly ListedCheck[];
  /** The findings that a check rests on. */
  readonly findings: (check: ListedCheck) => ComponentChildren;
}) {
  return (
    <ul class="checks">
      {checks.map((item) => (
        <li key={item.name}>
          <span class={`badge check ${item.status}`}>{inWords(item.status)}</span>
          <div>
            <strong>{inWords(item.name)}</strong> <span>{item.message}</span>
            {item.status !== "pass" && <Difference check={item} />}
            {item.findings.length > 0 && findings(item)}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** Where nothing is expected, what is there is a list of what is wrong, not of what was added. */
function Difference({ check: { expected, actual } }: { readonly check: ListedCheck }) {
  if (expected === undefined || actual === undefined) return null;
  if (asText(expected) === "") return <EvidenceView value={{ found: actual }} />;
  return <DiffView expected={expected} actual={actual} />;
}

/** How a verdict reads in a line. */
export const VERDICTS = {
  pass: { tone: "good", title: "Pass" },
  warn: { tone: "warn", title: "Pass, with warnings" },
  fail: { tone: "error", title: "Fail" },
} as const;
