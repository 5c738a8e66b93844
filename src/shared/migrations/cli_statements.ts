/**
 * The statements of a migration file as the Supabase CLI runs and records them: cut at semicolons by its own scanner, not
 * by Postgres' grammar, with comments kept and blanks around them gone. What its scanner gets wrong is repeated here on
 * purpose (a bracket closes all brackets around it, `END` in a word ends an atomic body), since ledgers hold the result.
 */
export function cliStatements(text: string): string[] {
  const statements: string[] = [];
  let start = 0;
  let scan: Scan = ready;
  const emit = (end: number): void => {
    const statement = text.slice(start, end).replace(/;+$/u, "").trim();
    if (statement !== "") statements.push(statement);
    start = end;
    scan = ready;
  };
  let end = 0;
  for (const character of text) {
    end += character.length;
    const next: Scan | null = scan(character, { text, start, end });
    if (next === null) emit(end);
    else scan = next;
  }
  emit(text.length);
  return statements;
}

/** What the scanner has read of the current statement: `text` between `start` and `end`, the current character included. */
interface Read {
  readonly text: string;
  readonly start: number;
  readonly end: number;
}

/** A state of the scanner: takes a character, answers the next state, or `null` where the statement ends. */
type Scan = (character: string, read: Read) => Scan | null;

const ready: Scan = (character, read) => {
  switch (character) {
    case "$":
      return tag(read.end - 1);
    case "'":
    case '"':
      return quoted(character);
    case "-":
      return dash;
    case "/":
      return block(0);
    case "\\":
      return () => ready;
    case ";":
      return null;
    case "(":
      return enclosed(ready, ")");
    case "c":
    case "C":
      return beginsAtomic(read) ? enclosed(ready, "END") : ready;
    default:
      return ready;
  }
};

const dash: Scan = (character, read) => (character === "-" ? until("\n") : ready(character, read));

function until(delimiter: string): Scan {
  const scan: Scan = (_character, read) => (ending(read, delimiter.length) === delimiter ? ready : scan);
  return scan;
}

/** After a slash: a block comment of this depth, or at depth 0 none yet. */
function block(depth: number): Scan {
  const scan: Scan = (character, read) => {
    const two = ending(read, 2);
    if (two === "/*") return block(depth + 1);
    if (depth === 0) return ready(character, read);
    if (two !== "*/") return scan;
    return depth === 1 ? ready : block(depth - 1);
  };
  return scan;
}

function quoted(delimiter: string): Scan {
  const inside: Scan = (character) => (character === delimiter ? closing : inside);
  // A doubled delimiter stands for itself.
  const closing: Scan = (character, read) => (character === delimiter ? inside : ready(character, read));
  return inside;
}

/** Inside what may be the tag of a dollar quote that begins at `from`. */
function tag(from: number): Scan {
  const scan: Scan = (character, read) => {
    if (character === "$") return until(read.text.slice(from, read.end));
    return /[\p{L}\p{Nd}_]/u.test(character) ? scan : ready(character, read);
  };
  return scan;
}

/** Inside brackets or an atomic body: no semicolon ends the statement until the delimiter stands outside of quotes. */
function enclosed(inner: Scan, delimiter: string): Scan {
  const scan: Scan = (character, read) => {
    const next = inner(character, read) ?? inner;
    if (next === ready && ending(read, delimiter.length).toUpperCase() === delimiter) return ready;
    return next === inner ? scan : enclosed(next, delimiter);
  };
  return scan;
}

/** The last so many UTF-16 code units of what was read, or all of it where it is shorter. */
function ending({ text, start, end }: Read, length: number): string {
  return text.slice(Math.max(start, end - length), end);
}

function beginsAtomic(read: Read): boolean {
  if (ending(read, "ATOMIC".length).toUpperCase() !== "ATOMIC") return false;
  const before = read.text.slice(read.start, read.end - "ATOMIC".length);
  if (isWordCharacter(before.at(-1))) return false;
  const head = before.replace(/\s+$/u, "");
  return head.slice(-5).toUpperCase() === "BEGIN" && !isWordCharacter(head.at(-6));
}

function isWordCharacter(character: string | undefined): boolean {
  return character !== undefined && /[\p{L}\p{Nd}_$]/u.test(character);
}
