import { terminalBlock } from "./terminal_text.ts";

/** A value of a cell; nothing is an empty cell. */
export type CsvValue = string | number | undefined;

/**
 * A table as CSV by RFC 4180: a heading, a comma between cells, CRLF behind every row, every text in quotes, with quotes
 * in it doubled. Control characters other than line breaks and tabs are written as `\u001b`.
 */
export function csvTable(heading: readonly string[], rows: readonly (readonly CsvValue[])[]): string {
  return [heading, ...rows].map((row) => `${row.map(cell).join(",")}\r\n`).join("");
}

function cell(value: CsvValue): string {
  if (value === undefined) return "";
  if (typeof value === "number") return String(value);
  return `"${inert(terminalBlock(value)).replaceAll('"', '""')}"`;
}

/**
 * What a spreadsheet would take for a formula begins with one of these signs, also in their full width, or stands behind
 * blanks. An apostrophe before it makes it text.
 */
const FORMULA = /^\s*[=+\-@\uff1d\uff0b\uff0d\uff20]/u;

function inert(text: string): string {
  return FORMULA.test(text) || /^[\t\n]/.test(text) ? `'${text}` : text;
}
