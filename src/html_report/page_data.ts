/** The element of a page that holds its data. */
export const DATA_ID = "supawarden-data";

/**
 * A value as JSON that no parser of HTML or of scripts reads as anything else: `<`, `>`, `&` and the line separators
 * of Unicode are written as escapes.
 */
export function embeddedJson(value: unknown): string {
  return JSON.stringify(value).replace(
    /[<>&\u2028\u2029]/g,
    (letter) => `\\u${letter.charCodeAt(0).toString(16).padStart(4, "0")}`,
  );
}

/** The JSON that a page of ours holds; `undefined` where the text is no such page. */
export function dataOfPage(text: string): string | undefined {
  const start = `<script type="application/json" id="${DATA_ID}"`;
  const from = text.indexOf(start);
  if (from < 0) return undefined;
  const to = text.indexOf("</script>", from);
  const open = text.indexOf(">", from);
  return open < 0 || to < open ? undefined : text.slice(open + 1, to);
}
