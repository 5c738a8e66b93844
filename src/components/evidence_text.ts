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

/** What was expected and what is there; with the name of the attribute where it is one of several. */
export interface Comparison {
  readonly name?: string;
  readonly expected: unknown;
  readonly actual: unknown;
}

/** The comparisons that evidence makes: of the object as a whole, or attribute by attribute. */
export function comparisons(evidence: Readonly<Record<string, unknown>>): readonly Comparison[] {
  const { attributes } = evidence;
  if (Array.isArray(attributes)) return attributes.filter(isComparison);
  return isComparison(evidence) ? [{ expected: evidence.expected, actual: evidence.actual }] : [];
}

/** The keys of evidence that its comparisons say in full. */
export function comparedKeys(evidence: Readonly<Record<string, unknown>>): readonly string[] {
  const { attributes } = evidence;
  if (Array.isArray(attributes)) return attributes.every(isComparison) ? ["attributes"] : [];
  return isComparison(evidence) ? ["expected", "actual"] : [];
}

function isComparison(value: unknown): value is Comparison {
  return typeof value === "object" && value !== null && "expected" in value && "actual" in value;
}

/** Whether a value is best shown in one line. */
export function isShort(value: unknown): boolean {
  const text = asText(value);
  return text.length <= 60 && !text.includes("\n");
}
