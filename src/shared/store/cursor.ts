import { SupawardenError } from "../errors.ts";

/** Sort key of a page's last row as opaque text that a URL carries unchanged. */
export function encodeCursor(key: readonly string[]): string {
  const bytes = new TextEncoder().encode(JSON.stringify(key));
  const binary = Array.from(bytes, (byte) => String.fromCharCode(byte)).join("");
  return btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replace(/=+$/, "");
}

/**
 * The sort key inside a cursor.
 * @param parts how many it must have.
 * @throws SupawardenError `input` when the text is no cursor of this list.
 */
export function decodeCursor(cursor: string, parts: number): readonly string[] {
  try {
    const binary = atob(cursor.replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (character) => character.charCodeAt(0));
    const key: unknown = JSON.parse(new TextDecoder("utf-8", { fatal: true }).decode(bytes));
    if (isKey(key) && key.length === parts) return key;
  } catch {
    // Not base64, UTF-8 or JSON: no cursor either.
  }
  throw new SupawardenError("input", "the cursor is not one that this list gave out", {
    hint: "Use next_cursor of the page before, unchanged.",
  });
}

function isKey(value: unknown): value is string[] {
  return Array.isArray(value) && value.every((part) => typeof part === "string");
}
