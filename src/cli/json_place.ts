/** Where a text stops being JSON: 1-based line and column. */
export interface JsonPlace {
  readonly line: number;
  readonly column: number;
}

const TOKEN =
  /\s*(?:([{}[\],:])|("(?:[^"\\\p{Cc}]|\\(?:["\\/bfnrt]|u[0-9a-fA-F]{4}))*")|(-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?|true|false|null)(?![\w.])|$)/uy;

/**
 * The first place at which a text is not JSON. `JSON.parse` knows it too, but which of its messages tell it depends
 * on the version of Node.
 */
export function firstJsonFault(text: string): JsonPlace | undefined {
  let offset = 0;
  const open: ("{" | "[")[] = [];
  let expected: "value" | "value or ]" | "key" | "key or }" | "colon" | "comma" | "end" = "value";
  for (;;) {
    TOKEN.lastIndex = offset;
    const match = TOKEN.exec(text);
    const start = offset + (/\s*/y.exec(text.slice(offset))?.[0].length ?? 0);
    if (match === null) return placeAt(text, start);
    const [, mark, string, scalar] = match;
    if (mark === undefined && string === undefined && scalar === undefined) {
      return expected === "end" ? undefined : placeAt(text, start);
    }
    const takesValue = expected === "value" || expected === "value or ]";
    const done = () => (open.length === 0 ? ("end" as const) : ("comma" as const));
    if (takesValue && (mark === "{" || mark === "[")) {
      open.push(mark);
      expected = mark === "{" ? "key or }" : "value or ]";
    } else if (takesValue && (string !== undefined || scalar !== undefined)) {
      expected = done();
    } else if ((expected === "key" || expected === "key or }") && string !== undefined) {
      expected = "colon";
    } else if (expected === "colon" && mark === ":") {
      expected = "value";
    } else if (expected === "comma" && mark === ",") {
      expected = open.at(-1) === "{" ? "key" : "value";
    } else if (
      (mark === "}" && open.at(-1) === "{" && (expected === "comma" || expected === "key or }")) ||
      (mark === "]" && open.at(-1) === "[" && (expected === "comma" || expected === "value or ]"))
    ) {
      open.pop();
      expected = done();
    } else {
      return placeAt(text, start);
    }
    offset = TOKEN.lastIndex;
  }
}

function placeAt(text: string, offset: number): JsonPlace {
  const lines = text.slice(0, offset).split("\n");
  return { line: lines.length, column: (lines.at(-1)?.length ?? 0) + 1 };
}
