import { type AstNode, isAstNode, nodeList } from "./ast.ts";
import type { PlpgsqlNode, SqlParser } from "./parser.ts";
import { SqlSyntaxError } from "./parser.ts";
import type { BodyInput } from "./plpgsql.ts";
import { isNode } from "./walk.ts";

/** A routine in which one variable or argument has been given type text. */
export interface BlankedType extends Pick<BodyInput, "body" | "argumentTypes"> {
  /** The type it had, as written. */
  readonly type: string;
}

/** Words that end the type of a declaration. */
const TYPE_END: ReadonlySet<string> = new Set([";", ":=", "=", "default", "not", "collate"]);

/** The names that a refusal wants to be scalars: the one it says, or every first one of several targets. */
export function scalarAsked(parser: SqlParser, body: string, error: unknown): readonly string[] {
  if (!(error instanceof SqlSyntaxError)) return [];
  const named = /"([^"]+)" is not a scalar variable/.exec(error.message)?.[1];
  if (named !== undefined) return [named];
  if (!/record variable cannot be part of multiple-item INTO/i.test(error.message)) return [];
  const tokens = readTokens(parser, body);
  return tokens.flatMap(({ text, start, end }, index) => {
    const before = tokens[index - 1]?.text === "strict" ? tokens[index - 2] : tokens[index - 1];
    if (before?.text !== "into" || tokens[index + 1]?.text !== ",") return [];
    return [text.startsWith('"') ? body.slice(start, end).slice(1, -1).replaceAll('""', '"') : text];
  });
}

/**
 * Declares a name as text. The parser takes every type that it does not know, such as an enum or a vector, for a
 * record, and refuses a record among several targets of INTO; Postgres knows better. Lines stay.
 */
export function blankType(parser: SqlParser, input: BodyInput, name: string): BlankedType | undefined {
  return blankDeclaration(parser, input, name) ?? blankArgument(input, name);
}

function blankArgument(
  { body, argumentNames, argumentTypes }: BodyInput,
  name: string,
): BlankedType | undefined {
  const position = argumentNames?.indexOf(name) ?? -1;
  const type = argumentTypes?.[position];
  if (argumentTypes === undefined || type === undefined || isRecord(type)) return undefined;
  return { body, type, argumentTypes: argumentTypes.with(position, "text") };
}

function blankDeclaration(
  parser: SqlParser,
  { body, argumentTypes }: BodyInput,
  name: string,
): BlankedType | undefined {
  const tokens = readTokens(parser, body);
  const written = new Set([name, `"${name.replaceAll('"', '""')}"`.toLowerCase()]);
  for (const [index, token] of tokens.entries()) {
    if (!written.has(token.text) || !/^(?:declare|;|>>)$/.test(tokens[index - 1]?.text ?? "")) continue;
    const from = tokens[index + 1]?.text === "constant" ? index + 2 : index + 1;
    const end = tokens.findIndex((other, place) => place >= from && TYPE_END.has(other.text));
    const [first, last] = [tokens[from], tokens[end - 1]];
    if (first === undefined || last === undefined || end <= from) continue;
    const type = body.slice(first.start, last.end);
    if (isRecord(type)) return undefined;
    const lines = "\n".repeat(type.split("\n").length - 1);
    const blanked = `${body.slice(0, first.start)}text${lines}${body.slice(last.end)}`;
    return { body: blanked, type, argumentTypes };
  }
  return undefined;
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

/** The words of a body, folded, with their places in the text. */
function readTokens(
  parser: SqlParser,
  body: string,
): readonly { readonly start: number; readonly end: number; readonly text: string }[] {
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
      return { start, end, text: body.slice(start, end).toLowerCase() };
    });
}
