import type { ComponentChildren } from "preact";
import { DiffView } from "./diff_view.tsx";
import { inWords } from "./evidence_text.ts";

/** One of the nine checks of a verdict. */
export interface ListedCheck {
  readonly name: string;
  readonly status: "pass" | "warn" | "fail" | "not_evaluated";
  readonly message: string;
  readonly expected?: unknown;
  readonly actual?: unknown;
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
            {item.status !== "pass" && item.expected !== undefined && item.actual !== undefined && (
              <DiffView expected={item.expected} actual={item.actual} />
            )}
            {item.findings.length > 0 && findings(item)}
          </div>
        </li>
      ))}
    </ul>
  );
}

/** How a verdict reads in a line. */
export const VERDICTS = {
  pass: { tone: "good", title: "Pass" },
  warn: { tone: "warn", title: "Pass, with warnings" },
  fail: { tone: "error", title: "Fail" },
} as const;
