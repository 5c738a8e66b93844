import type { Evidence, Location } from "../../findings/finding.ts";
import type { ReadFile, ReadStatement } from "../reading.ts";

/** `file:line` of a statement, the file by its path within its folder. */
export function where({ file, statement }: ReadStatement): string {
  return `${file.path}:${statement.line}`;
}

/** The place of a statement in the words of evidence. */
export function placeEvidence({ file, statement }: ReadStatement): Evidence {
  return { file: file.file, line: statement.line };
}

/** The place at which a finding of a statement is shown. */
export function locationOf({ file, statement }: ReadStatement): Location {
  return { file: file.file, line: statement.line, column: statement.column };
}

/**
 * What tells several findings on one object apart, however files are stamped: the file's name without its version, or its
 * path where it has no name.
 */
export function fileDiscriminator(file: ReadFile): string {
  return file.name === "" ? file.path : file.name;
}

/** `1 statement` or `2 statements`. */
export function counted(count: number, noun: string): string {
  return `${count} ${noun}${count === 1 ? "" : "s"}`;
}
