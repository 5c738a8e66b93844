/** A list of texts as an array constant of Postgres (`{"a","b"}`), for drivers that are not told the element type. */
export function arrayToText(items: readonly string[]): string {
  return `{${items.map((item) => `"${item.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`).join(",")}}`;
}
