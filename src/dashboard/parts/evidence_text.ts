/** A value of evidence as lines of text: text as it is, a list one item a line, anything else as JSON; nothing is no line. */
export function asText(value: unknown): string {
  if (value === undefined || value === null) return "";
  if (typeof value === "string") return value;
  if (Array.isArray(value))
    return value.map((item) => (typeof item === "string" ? item : JSON.stringify(item))).join("\n");
  return JSON.stringify(value, null, 2);
}

/** A key of evidence in words: `left_type` is `left type`. */
export function inWords(key: string): string {
  return key.replaceAll("_", " ");
}

/** What was expected and what is there, where evidence says both. */
export function comparison(
  evidence: Readonly<Record<string, unknown>>,
): { readonly expected: unknown; readonly actual: unknown } | undefined {
  return "expected" in evidence && "actual" in evidence
    ? { expected: evidence.expected, actual: evidence.actual }
    : undefined;
}
