/** Characters of a key: letters, digits and what base64, hexadecimal and the issuers' prefixes need. */
const LOWER = 1;
const STRONG = 2;
const CLASSES = new Uint8Array(128);
for (const character of "abcdefghijklmnopqrstuvwxyz_-+/=~") CLASSES[character.charCodeAt(0)] = LOWER;
for (const character of "ABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789") CLASSES[character.charCodeAt(0)] = STRONG;

/** Every key of a known form has a part that is at least so long. */
const SHORTEST_RUN = 16;

/**
 * Whether a text can hold a secret at all: a long run of the characters of keys with a digit or a capital in it, an
 * address, or a word that announces a password. One pass, since nearly every text of a database holds none.
 */
export function mayHoldSecret(text: string): boolean {
  let run = 0;
  let isStrong = false;
  for (let position = 0; position < text.length; position++) {
    const code = text.charCodeAt(position);
    const kind = code < 128 ? CLASSES[code] : 0;
    if (kind !== 0) {
      run++;
      if (kind === STRONG) isStrong = true;
      if (run >= SHORTEST_RUN && isStrong) return true;
      if ((code === 119 || code === 87) && follows(text, position, "ss")) return true;
      continue;
    }
    if (code === 58 && text.startsWith("//", position + 1)) return true;
    if (code === 32 && follows(text, position, "asic")) return true;
    run = 0;
    isStrong = false;
  }
  return false;
}

/** Whether the letters stand right before the position, in either case: `ss` before the w of a password. */
function follows(text: string, position: number, letters: string): boolean {
  if ((text.charCodeAt(position - 1) | 32) !== letters.charCodeAt(letters.length - 1)) return false;
  return text.slice(Math.max(0, position - letters.length), position).toLowerCase() === letters;
}
