/** Control characters, and those that reorder or break lines without being seen. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what it looks for.
const UNSAFE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Text for one line of a terminal: a name cannot move the cursor, change colours or begin a new line. */
export function terminalLine(text: string): string {
  return text.replace(UNSAFE, escapeCharacter);
}

/**
 * Text of several lines for a terminal: line feeds and tabs stay, all else is escaped. No line begins with `::`, which
 * the log of GitHub Actions would take for a command.
 */
export function terminalBlock(text: string): string {
  return text
    .replace(UNSAFE, (character) =>
      character === "\n" || character === "\t" ? character : escapeCharacter(character),
    )
    .replace(/^([ \t]*):(?=:)/gm, "$1\\u003a");
}

const SHORT: Readonly<Record<string, string>> = { "\n": "\\n", "\r": "\\r", "\t": "\\t" };

function escapeCharacter(character: string): string {
  return SHORT[character] ?? `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
