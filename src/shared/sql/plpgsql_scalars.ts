import { type AstNode, isAstNode, nodeList } from "./ast.ts";
import type { PlpgsqlNode, SqlParser } from "./parser.ts";
import { SqlSyntaxError } from "./parser.ts";
import type { BodyInput } from "./plpgsql.ts";
import { isNode } from "./walk.ts";

/** A routine in which variables and arguments have been given type text. */
export interface BlankedTypes extends Pick<BodyInput, "body" | "argumentTypes"> {
  /** The types they had, as written, by name. */
  readonly types: ReadonlyMap<string, string>;
}

/** Words that end the type of a declaration. */
const TYPE_END: ReadonlySet<string> = new Set([";", ":=", "=", "default", "not", "collate"]);

/** The names that a refusal wants to be scalars: the one it says, or all that are among several targets. */
export function scalarsAsked(parser: SqlParser, body: string, error: unknown): readonly string[] {
  if (!(error instanceof SqlSyntaxError)) return [];
  const named = /"([^"]+)" is not a scalar variable/.exec(error.message)?.[1];
  const isAmongTargets = /record variable cannot be part of multiple-item INTO/i.test(error.message);
  if (named === undefined && !isAmongTargets) return [];
  const tokens = readTokens(parser, body);
  const targets = tokens.flatMap(({ text }, index) => (text === "into" ? targetsAfter(tokens, index) : []));
  return [...new Set([...(named === undefined ? [] : [named]), ...targets])];
}

/** The plain names between commas after INTO, where there are at least two. */
function targetsAfter(tokens: readonly Token[], into: number): readonly string[] {
  const names: string[] = [];
  let count = 0;
  let index = tokens[into + 1]?.text === "strict" ? into + 2 : into + 1;
  for (;;) {
    const token = tokens[index];
    if (token === undefined) break;
    let next = index + 1;
    while (tokens[next]?.text === ".") next += 2;
    if (next === index + 1) names.push(token.name);
    count++;
    if (tokens[next]?.text !== ",") break;
    index = next + 1;
  }
  return count > 1 ? names : [];
}

/**
 * Declares names as text. The parser takes every type that it does not know, such as an enum or a vector, for a
 * record, and refuses a record among several targets of INTO; Postgres knows better. Lines stay.
 */
export function blankTypes(
  parser: SqlParser,
  { body, argumentNames, argumentTypes }: BodyInput,
  names: readonly string[],
): BlankedTypes {
  const declared = declaredTypes(readTokens(parser, body), new Set(names));
  const types = new Map<string, string>();
  const edits: Span[] = [];
  let blankedArguments = argumentTypes;
  for (const name of names) {
    const span = declared.get(name);
    const position = argumentNames?.indexOf(name) ?? -1;
    const type = span === undefined ? argumentTypes?.[position] : body.slice(span.start, span.end);
    if (type === undefined || isRecord(type)) continue;
    types.set(name, type);
    if (span !== undefined) edits.push(span);
    else blankedArguments = blankedArguments?.with(position, "text");
  }
  let blanked = body;
  for (const { start, end } of edits.sort((left, right) => right.start - left.start)) {
    const lines = "\n".repeat(body.slice(start, end).split("\n").length - 1);
    blanked = `${blanked.slice(0, start)}text${lines}${blanked.slice(end)}`;
  }
  return { body: blanked, argumentTypes: blankedArguments, types };
}

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Where the types of the declarations of these names stand; of several of one name the first. */
function declaredTypes(tokens: readonly Token[], names: ReadonlySet<string>): ReadonlyMap<string, Span> {
  const spans = new Map<string, Span>();
  for (const [index, token] of tokens.entries()) {
    if (!names.has(token.name) || spans.has(token.name)) continue;
    if (!/^(?:declare|;|>>)$/.test(tokens[index - 1]?.text ?? "")) continue;
    const from = tokens[index + 1]?.text === "constant" ? index + 2 : index + 1;
    const end = tokens.findIndex((other, place) => place >= from && TYPE_END.has(other.text));
    const [first, last] = [tokens[from], tokens[end - 1]];
    if (first === undefined || last === undefined || end <= from) continue;
    spans.set(token.name, { start: first.start, end: last.end });
  }
  return spans;
}

function isRecord(type: string): boolean {
  return /^\s*record\s*$/i.test(type);
}

/** Gives the variables of a parsed body the types that they are declared with. */
export function restoreTypes(root: PlpgsqlNode, types: ReadonlyMap<string, string>): PlpgsqlNode {
  if (types.size === 0) return root;
  const datums = nodeList(root.datums).map((datum): AstNode => {
    const fields = isNode(datum, "PLpgSQL_var") ? datum.PLpgSQL_var : undefined;
    const type = types.get(String(fields?.refname));
    if (fields === undefined || type === undefined || !isAstNode(fields.datatype)) return datum;
    return { ...datum, PLpgSQL_var: { ...fields, datatype: { PLpgSQL_type: { typname: type } } } };
  });
  return { ...root, datums };
}

/** A word of a body. */
interface Token {
  readonly start: number;
  readonly end: number;
  /** As written, folded. */
  readonly text: string;
  /** The name that it is as an identifier. */
  readonly name: string;
}

/** The words of a body, with their places in the text. */
function readTokens(parser: SqlParser, body: string): readonly Token[] {
  const bytes = new TextEncoder().encode(body);
  const decoder = new TextDecoder();
  let [at, byte] = [0, 0];
  return parser
    .scan(body)
    .filter((token) => !token.name.endsWith("_COMMENT"))
    .map((token) => {
      // The parser counts bytes of UTF-8.
      const start = at + decoder.decode(bytes.subarray(byte, token.start)).length;
      const end = start + decoder.decode(bytes.subarray(token.start, token.end)).length;
      [at, byte] = [end, token.end];
      const written = body.slice(start, end);
      const text = written.toLowerCase();
      const name = written.startsWith('"') ? written.slice(1, -1).replaceAll('""', '"') : text;
      return { start, end, text, name };
    });
}
