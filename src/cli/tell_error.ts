import { SupawardenError } from "../shared/errors.ts";
import { say } from "./terminal.ts";

/** Says on stderr what went wrong and what to do about it; with `debug`, where. */
export function tellError(error: unknown, debug: boolean): void {
  if (error instanceof SupawardenError) {
    say(`supawarden: ${error.message.replace(/\s+/g, " ")}`);
    if (error.hint !== undefined) say(`  ${error.hint}`);
    if (debug) say(stackOf(error));
    return;
  }
  const message = error instanceof Error ? error.message : String(error);
  say(`supawarden: ${message.replace(/\s+/g, " ")}`);
  say(debug ? stackOf(error) : "  Run with --debug for the stack.");
}

/** The stack with the stacks of its causes. */
function stackOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause === undefined ? "" : `\ncaused by ${stackOf(error.cause)}`;
  return `${error.stack ?? error.message}${cause}`;
}
