import { createInterface } from "node:readline/promises";
import { SupawardenError } from "../shared/errors.ts";
import { terminalLine } from "../shared/report/terminal_text.ts";
import { redact } from "./redact.ts";

/**
 * Asks whether to go on; no is the default. `--yes` answers for the person.
 * @param options `changes` what would be changed, for the message.
 * @throws SupawardenError `usage` where there is nobody to ask.
 */
export async function confirm(
  question: string,
  options: { readonly yes: boolean; readonly changes: string },
): Promise<boolean> {
  if (options.yes) return true;
  if (!hasTerminal()) {
    throw new SupawardenError(
      "usage",
      `this changes ${options.changes}, and there is no terminal to ask on`,
      { hint: "Read the plan above, then run again with --yes; --dry-run prints it alone." },
    );
  }
  const terminal = createInterface({ input: process.stdin, output: process.stderr });
  try {
    const answer = await terminal.question(`${terminalLine(redact(question))} [y/N] `);
    return /^y(?:es)?$/i.test(answer.trim());
  } catch {
    // The terminal was closed, or Ctrl-C: that is a no.
    return false;
  } finally {
    terminal.close();
  }
}

/** Whether there is somebody to ask. */
export function hasTerminal(): boolean {
  return process.stdin.isTTY === true && process.stderr.isTTY === true;
}
