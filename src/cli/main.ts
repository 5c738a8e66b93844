import { type Command, CommanderError } from "commander";
import { compileWhatIsHot } from "./compile_what_is_hot.ts";
import { createProgram } from "./program.ts";
import { rememberPassword } from "./redact.ts";
import { tellError } from "./tell_error.ts";
import { say } from "./terminal.ts";

/** Exit code for work that could not be done. */
const FAILED = 2;

/** Runs the command line and sets the exit code; nothing else in the program ends the process. */
async function main(): Promise<void> {
  // A reader that closes the pipe early, such as `head`, is no failure.
  for (const stream of [process.stdout, process.stderr]) {
    stream.on("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EPIPE") process.exitCode = FAILED;
    });
  }
  for (const word of [...process.argv.slice(2), process.env.SUPABASE_DB_URL, process.env.DATABASE_URL]) {
    if (word !== undefined) rememberPassword(word.replace(/^--db-url=/, ""));
  }
  compileWhatIsHot();
  const debug = process.argv.includes("--debug");
  if (debug) process.setSourceMapsEnabled(true);
  try {
    const program = createProgram((exitCode) => {
      process.exitCode = exitCode;
    });
    prepare(program);
    if (process.argv.length <= 2) {
      program.outputHelp({ error: true });
      process.exitCode = FAILED;
      return;
    }
    await program.parseAsync();
  } catch (error) {
    process.exitCode = report(error, debug);
  }
}

/** Usage errors are thrown rather than ending the process, and read like every other message. */
function prepare(command: Command): void {
  command.exitOverride();
  command.configureOutput({
    outputError: (text) =>
      say(
        text
          .trim()
          .replace(/^error: /, "supawarden: ")
          .replace(/\n\(/, " ("),
      ),
  });
  for (const inner of command.commands) prepare(inner);
}

/** Prints what went wrong and returns the exit code. */
function report(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) {
    // Commander has printed its message; help and version are no errors.
    if (error.exitCode === 0) return 0;
    say("Run with --help for usage.");
    return FAILED;
  }
  tellError(error, debug);
  return FAILED;
}

await main();
