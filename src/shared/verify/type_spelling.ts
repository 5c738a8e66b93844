/** Short spellings that Postgres takes, and what format_type() prints for them. */
const SPELLINGS: Readonly<Record<string, string>> = {
  int: "integer",
  int4: "integer",
  int2: "smallint",
  int8: "bigint",
  serial: "integer",
  bigserial: "bigint",
  bool: "boolean",
  float4: "real",
  float8: "double precision",
  float: "double precision",
  decimal: "numeric",
  varchar: "character varying",
  char: "character",
  bpchar: "character",
  varbit: "bit varying",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  time: "time without time zone",
  timetz: "time with time zone",
};

/**
 * Whether a type of the configuration is the column's: short spellings count as what they stand for, and a type named
 * without its schema matches whatever schema it lies in.
 */
export function isType(actual: string, expected: string): boolean {
  const wanted = canonical(expected);
  if (actual === wanted) return true;
  return !baseOf(wanted).includes(".") && withoutSchema(actual) === wanted;
}

function canonical(type: string): string {
  const text = type
    .trim()
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?([(,)]) ?/g, "$1");
  const parts = /^([a-z0-9]+)(\([^)]*\))?((?:\[\])*)$/i.exec(text);
  const [, base = "", modifier = "", array = ""] = parts ?? [];
  const spelt = SPELLINGS[base.toLowerCase()];
  if (spelt === undefined) return text;
  // A precision stands inside the long form: timestamp(3) with time zone.
  const [first = spelt, ...rest] = /^time/.test(spelt) ? spelt.split(" ") : [spelt];
  return `${[`${first}${modifier}`, ...rest].join(" ")}${array}`;
}

function baseOf(type: string): string {
  return type.replace(/\(.*$/, "");
}

function withoutSchema(type: string): string {
  return type.replace(/^("(?:[^"]|"")*"|[^".(]+)\./, "");
}
