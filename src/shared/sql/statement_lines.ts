import { createTextPlace } from "./text_place.ts";

const LINE_FEED = 10;
const RETURN = 13;
const DASH = 45;
const SLASH = 47;
const STAR = 42;

/**
 * Finds the 1-based line of the first word at or after a UTF-8 byte offset: the parser counts the blanks and comments
 * before a statement as a part of it. Offsets are asked for in ascending order.
 */
export function lineFinder(text: string): (offset: number) => number {
  let bytes: Uint8Array | undefined;
  let counted = 0;
  let line = 1;
  return (offset) => {
    bytes ??= createTextPlace(text).bytes;
    const start = skipBlanks(bytes, offset);
    for (; counted < start; counted++) if (bytes[counted] === LINE_FEED) line++;
    return line;
  };
}

/** The first byte from `at` on that is neither blank nor of a comment; comments of C's form nest. */
export function skipBlanks(bytes: Uint8Array, at: number): number {
  let position = at;
  for (;;) {
    const byte = bytes[position];
    if (byte === undefined) return position;
    // Blanks of the scanner are space, tab, newline, vertical tab, form feed and return.
    if (byte === 32 || (byte >= 9 && byte <= 13)) position++;
    else if (byte === DASH && bytes[position + 1] === DASH) {
      while (position < bytes.length && bytes[position] !== LINE_FEED && bytes[position] !== RETURN)
        position++;
    } else if (byte === SLASH && bytes[position + 1] === STAR) position = commentEnd(bytes, position);
    else return position;
  }
}

function commentEnd(bytes: Uint8Array, at: number): number {
  let depth = 0;
  let position = at;
  do {
    if (bytes[position] === SLASH && bytes[position + 1] === STAR) {
      depth++;
      position += 2;
    } else if (bytes[position] === STAR && bytes[position + 1] === SLASH) {
      depth--;
      position += 2;
    } else position++;
  } while (depth > 0 && position < bytes.length);
  return position;
}
