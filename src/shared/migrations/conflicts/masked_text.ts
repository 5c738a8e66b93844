import { secretSpans, type TextSpan } from "../../rules/secret_formats.ts";
import type { ReadFile } from "../reading.ts";
import { namedSecrets } from "./named_secrets.ts";
import { segmentsOf } from "./secret_segments.ts";

/** A file's text with asterisks in place of every secret, as long as they are: what reports may show of it. */
export function maskedText(file: ReadFile): string {
  const spans: TextSpan[] = [];
  for (const { text, start, statement } of segmentsOf(file)) {
    for (const span of secretSpans(text)) spans.push({ start: start + span.start, end: start + span.end });
    for (const { value } of statement === undefined ? [] : namedSecrets(statement)) {
      const at = text.indexOf(value);
      if (at >= 0) spans.push({ start: start + at, end: start + at + value.length });
    }
  }
  if (spans.length === 0) return file.text;
  const units = [...file.text.split("")];
  for (const { start, end } of spans) {
    for (let at = start; at < end; at++) if (units[at] !== "\n") units[at] = "*";
  }
  return units.join("");
}
