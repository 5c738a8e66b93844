import type { CheckStatus, Verdict } from "../verify/verdict.ts";
import { terminalLine } from "./terminal_text.ts";
import type { Paint, TextStyle } from "./text.ts";
import { verdictLine } from "./verdict_line.ts";

const STYLES: Readonly<Record<CheckStatus, TextStyle>> = {
  pass: "good",
  warn: "warn",
  fail: "error",
  not_evaluated: "dim",
};

/** The verdict for a person at a terminal: a line a check, then the verdict. */
export function renderVerdictText(verdict: Verdict, paint: Paint = (_style, text) => text): string {
  const width = Math.max(...verdict.checks.map((check) => check.name.length));
  const lines = verdict.checks.map((check) => {
    const status = paint(STYLES[check.status], check.status.replace("_", " ").padEnd("not evaluated".length));
    return `${status}  ${paint("name", check.name.padEnd(width))}  ${terminalLine(check.message)}`;
  });
  return `${lines.join("\n")}\n\n${paint(STYLES[verdict.verdict], verdictLine(verdict))}\n`;
}
