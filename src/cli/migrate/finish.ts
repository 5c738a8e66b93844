import { renderJson } from "../../shared/report/json.ts";
import type { RunOutcome } from "../../shared/runner/run_options.ts";
import { writeResult } from "../output.ts";
import { createPaint, say, wantsColor } from "../terminal.ts";
import type { ChangeFlags } from "./flags.ts";
import { failureText, outcomeText } from "./outcome_text.ts";
import { countOf } from "./plan_text.ts";

/** Says what the reader should know beforehand. */
export function warn(flags: ChangeFlags, warnings: readonly string[]): void {
  if (flags.quiet === true) return;
  for (const warning of warnings) say(`warning: ${warning}`);
}

/** Says that the answer was no. Returns the exit code. */
export function declined(): number {
  say("Nothing was changed.");
  return 2;
}

/** Prints how a run ended and returns the exit code. */
export async function finish(
  flags: ChangeFlags,
  command: "up" | "down" | "reset",
  outcome: RunOutcome,
  more: Readonly<Record<string, unknown>> = {},
): Promise<number> {
  sayEnd(flags, outcome);
  const json = { version: 1, command, ...more, ...outcomeJson(outcome) };
  const text = outcomeText(outcome, command === "down" ? "taken back" : "applied");
  await writeResult(flags.format === "json" ? renderJson(json) : text, flags.output);
  return isWhole(outcome) ? 0 : 2;
}

/** Whether everything planned was done. */
export function isWhole(outcome: RunOutcome): boolean {
  return outcome.failure === undefined && outcome.interrupted === undefined;
}

/** Says on stderr why a run ended early. */
export function sayEnd(flags: ChangeFlags, { failure, interrupted, done }: RunOutcome): void {
  const before = done.length === 0 ? "" : ` ${countOf(done.length, "migration")} before it stay.`;
  if (failure !== undefined) {
    const paint = createPaint(wantsColor(flags.color, process.stderr));
    say(failureText({ ...failure, state: `${failure.state}${before}` }, paint));
  }
  if (interrupted !== undefined) say(`stopped: ${interrupted}${before}`);
}

/** How a run ended, as JSON prints it. */
export function outcomeJson(outcome: RunOutcome): object {
  const { done, left, failure, interrupted } = outcome;
  return {
    done,
    left,
    ...(failure === undefined ? {} : { failure }),
    ...(interrupted === undefined ? {} : { interrupted }),
  };
}
