/** The exit codes, as the help prints them. */
export const EXIT_CODES = `Exit codes:
  0  nothing at or above --fail-on
  1  findings at or above --fail-on, a failed verdict, drift, conflicts, or migrations that fail in the replay
  2  could not do the job: usage, configuration, connection, permission, unreadable input`;

/** How a command tells its exit code. */
export type Finish = (exitCode: number) => void;

/** Examples and exit codes, below a command's flags. */
export function after(...examples: readonly string[]): string {
  return `
Examples:
${examples.map((example) => `  supawarden ${example}`).join("\n")}

${EXIT_CODES}`;
}
