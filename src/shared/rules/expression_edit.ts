/** A replacement in an expression: UTF-8 byte offsets, end exclusive. */
export interface SpanEdit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

/** Puts the replacements into the text. They may not overlap. */
export function applyEdits(text: string, edits: readonly SpanEdit[]): string {
  const bytes = new TextEncoder().encode(text);
  const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
  const parts: string[] = [];
  let position = 0;
  for (const edit of edits.toSorted((left, right) => left.start - right.start)) {
    parts.push(decoder.decode(bytes.subarray(position, edit.start)), edit.text);
    position = edit.end;
  }
  parts.push(decoder.decode(bytes.subarray(position)));
  return parts.join("");
}

/** The text between two byte offsets. */
export function byteSlice(text: string, start: number, end?: number): string {
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(
    new TextEncoder().encode(text).subarray(start, end),
  );
}
