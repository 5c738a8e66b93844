/** Calls in a policy's expression that ask for the caller. */
export interface RequestCalls {
  /** How many stand in a subquery without tables. */
  readonly once: number;
  readonly repeated: readonly { readonly text: string; readonly namesColumn: boolean }[];
}

const CALL = /auth\.(?:uid|jwt|role|email)\(\)|current_setting\(([^()]*(?:\([^()]*\)[^()]*)*)\)/g;

/**
 * Reads an expression as Postgres writes it, by its text: the rule reads the parse tree, so that one is not judged by
 * the other. Constants are emptied first; then subqueries without tables go, from the innermost.
 */
export function readCalls(expression: string): RequestCalls {
  const plain = expression.replace(/'(?:[^']|'')*'/g, "''");
  const outside = withoutLoneSubqueries(plain);
  const repeated = [...outside.matchAll(CALL)].map((match) => ({
    text: match[0],
    namesColumn: /[a-z_]/i.test(
      (match[1] ?? "").replace(/::[\w ]+/g, "").replace(/\b(?:true|false)\b/gi, ""),
    ),
  }));
  return { once: [...plain.matchAll(CALL)].length - repeated.length, repeated };
}

function withoutLoneSubqueries(text: string): string {
  for (let start = text.length; start >= 0; start -= 1) {
    if (!/^\(\s*SELECT\b/i.test(text.slice(start, start + 40))) continue;
    const end = closing(text, start);
    const inner = text.slice(start, end);
    if (/\bFROM\b/i.test(inner)) continue;
    return withoutLoneSubqueries(`${text.slice(0, start)}()${text.slice(end)}`);
  }
  return text;
}

/** The position after the parenthesis that closes the one at `start`. */
function closing(text: string, start: number): number {
  let depth = 0;
  for (let position = start; position < text.length; position += 1) {
    if (text[position] === "(") depth += 1;
    if (text[position] === ")") depth -= 1;
    if (depth === 0) return position + 1;
  }
  return text.length;
}
