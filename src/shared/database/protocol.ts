// Messages of Postgres' wire protocol, as far as the embedded database sends them.

const encoder = new TextEncoder();

/** The simple query: statements without parameters, also several at once. */
export function queryMessage(sql: string): Uint8Array {
  return message("Q", [text(sql)]);
}

/** Prepares a statement under a name; the empty name holds until the next one takes it. Its parameters' types are inferred. */
export function parseMessage(name: string, sql: string): Uint8Array {
  return message("P", [text(name), text(sql), int16(0)]);
}

/** Gives a prepared statement its parameters as text, and asks for its answer as text. */
export function bindMessage(name: string, values: readonly (string | null)[]): Uint8Array {
  const items = values.flatMap((value) => {
    if (value === null) return [int32(-1)];
    const bytes = encoder.encode(value);
    return [int32(bytes.length), bytes];
  });
  return message("B", [text(""), text(name), int16(0), int16(values.length), ...items, int16(0)]);
}

/** Asks for the columns of what was bound, and for all of its rows. */
export const EXECUTE: readonly Uint8Array[] = [
  message("D", [encoder.encode("P"), text("")]),
  message("E", [text(""), int32(0)]),
];

/** Throws a prepared statement away; one that does not exist is no error. */
export function closeMessage(name: string): Uint8Array {
  return message("C", [encoder.encode("S"), text(name)]);
}

/** Ends a series of messages: after an error, all up to here are passed over. */
export const SYNC: Uint8Array = message("S", []);

/** Messages as one piece. */
export function together(pieces: readonly Uint8Array[]): Uint8Array {
  const all = new Uint8Array(pieces.reduce((length, piece) => length + piece.length, 0));
  let place = 0;
  for (const piece of pieces) {
    all.set(piece, place);
    place += piece.length;
  }
  return all;
}

function message(kind: string, parts: readonly Uint8Array[]): Uint8Array {
  const length = parts.reduce((sum, part) => sum + part.length, 4);
  return together([encoder.encode(kind), int32(length), ...parts]);
}

function text(value: string): Uint8Array {
  return encoder.encode(`${value}\0`);
}

function int16(value: number): Uint8Array {
  const bytes = new Uint8Array(2);
  new DataView(bytes.buffer).setInt16(0, value);
  return bytes;
}

function int32(value: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setInt32(0, value);
  return bytes;
}
