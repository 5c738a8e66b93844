/** A place in a text: UTF-8 byte offset, 1-based line, 1-based column in UTF-16 code units. */
export interface Place {
  readonly offset: number;
  readonly line: number;
  readonly column: number;
}

/** A text as the parser reads it, able to turn byte offsets into places. */
export interface TextPlace {
  /** The UTF-8 bytes; a leading byte order mark, which Postgres refuses, is three blanks. */
  readonly bytes: Uint8Array;
  at(offset: number): Place;
  /** The text between two byte offsets. */
  slice(start: number, end: number): string;
  /** Byte offset of the character with this 0-based number of code points before it. */
  offsetOfCharacter(characters: number): number;
}

const LINE_FEED = 10;
const BLANK = 32;
const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

/** Prepares a text for the parser. */
export function createTextPlace(text: string): TextPlace {
  const bytes = encoder.encode(text);
  if (text.startsWith("\ufeff")) bytes.fill(BLANK, 0, 3);
  let lineStarts: readonly number[] | undefined;
  // Of ASCII alone, bytes are characters, and a part of the text takes no memory of its own.
  const slice =
    bytes.length === text.length
      ? (start: number, end: number) => text.slice(start, end)
      : (start: number, end: number) => decoder.decode(bytes.subarray(start, end));
  return {
    bytes,
    slice,
    at: (offset) => {
      lineStarts ??= findLineStarts(bytes);
      const line = countUpTo(lineStarts, offset);
      const column = slice(lineStarts[line - 1] ?? 0, offset).length + 1;
      const blanks = line === 1 && text.startsWith("\ufeff") ? 2 : 0;
      return { offset, line, column: Math.max(1, column - blanks) };
    },
    offsetOfCharacter: (characters) => {
      let left = characters;
      for (let index = 0; index < bytes.length; index++) {
        // Bytes 10xxxxxx continue a character.
        if (((bytes[index] ?? 0) & 0xc0) === 0x80) continue;
        if (left === 0) return index;
        left--;
      }
      return bytes.length;
    },
  };
}

function findLineStarts(bytes: Uint8Array): readonly number[] {
  const starts = [0];
  for (let index = bytes.indexOf(LINE_FEED); index >= 0; index = bytes.indexOf(LINE_FEED, index + 1)) {
    starts.push(index + 1);
  }
  return starts;
}

/** How many of the ascending numbers are not above the limit. */
function countUpTo(numbers: readonly number[], limit: number): number {
  let low = 0;
  let high = numbers.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((numbers[middle] ?? 0) <= limit) low = middle + 1;
    else high = middle;
  }
  return low;
}
