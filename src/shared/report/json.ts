/** Characters that JSON allows in a string as they are, but that a terminal or a JavaScript reader may act upon. */
const UNSAFE = /[\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/g;

/** A report, verdict or list as JSON text, indented, with a line feed at the end. */
export function renderJson(value: object): string {
  const text = JSON.stringify(value, null, 2);
  return `${text.replace(UNSAFE, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`)}\n`;
}
