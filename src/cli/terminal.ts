import { Ansis } from "ansis";
import { terminalBlock, terminalLine } from "../shared/report/terminal_text.ts";
import type { Paint, TextStyle } from "../shared/report/text.ts";
import { redact } from "./redact.ts";

/** When to use colour. */
export type ColorChoice = "auto" | "always" | "never";

/** Whether a stream gets colour: the flag wins, then `NO_COLOR`, then whether it is a terminal. */
export function wantsColor(
  choice: ColorChoice,
  stream: { readonly isTTY?: boolean },
  environment: Readonly<Record<string, string | undefined>> = process.env,
): boolean {
  if (choice !== "auto") return choice === "always";
  const noColor = environment.NO_COLOR;
  if (noColor !== undefined && noColor !== "") return false;
  return stream.isTTY === true && environment.TERM !== "dumb";
}

/** The colours of text output. */
export function createPaint(color: boolean): Paint {
  const ansis = new Ansis(color ? 1 : 0);
  const styles: Readonly<Record<TextStyle, (text: string) => string>> = {
    error: (text) => ansis.red.bold(text),
    warn: (text) => ansis.yellow.bold(text),
    info: (text) => ansis.blue.bold(text),
    name: (text) => ansis.cyan(text),
    dim: (text) => ansis.dim(text),
    strong: (text) => ansis.bold(text),
    good: (text) => ansis.green(text),
  };
  return (style, text) => styles[style](text);
}

/** Writes one message to stderr, without passwords and without control characters. */
export function say(message: string): void {
  process.stderr.write(`${terminalBlock(redact(message))}\n`);
}

/** A line on stderr that says what is going on; only where a person watches. */
export interface Progress {
  show(text: string): void;
  clear(): void;
}

/** What is left of a text in one row of the terminal: a second row could not be taken back. */
function fitting(text: string): string {
  const room = (process.stderr.columns || 80) - 3;
  return text.length > room ? text.slice(0, room) : text;
}

/** A progress line on a terminal outside of CI; elsewhere it does nothing. */
export function createProgress(quiet: boolean): Progress {
  const watched = process.stderr.isTTY === true && !process.env.CI && !quiet;
  if (!watched) return { show: () => undefined, clear: () => undefined };
  return {
    show: (text) => void process.stderr.write(`\r\u001b[2K${fitting(terminalLine(redact(text)))} …`),
    clear: () => void process.stderr.write("\r\u001b[2K"),
  };
}
