import { quoteIdent } from "./ident.ts";
import type { PlpgsqlNode, SqlParser } from "./parser.ts";
import { SqlSyntaxError } from "./parser.ts";
import type { BodyInput } from "./plpgsql.ts";
import { blankTypes, restoreTypes, scalarsAsked } from "./plpgsql_scalars.ts";

/** Results tried in turn: the parser refuses a RETURN that does not suit the declared result. */
const RESULTS = ["void", "setof record", "integer", "table (row_value text)", "trigger", "event_trigger"];

/** How many names a body may use that nothing declares before it is given up. */
const MAX_UNDECLARED = 50;

/**
 * Parses a body inside a CREATE FUNCTION that suits it. Only names matter: the parser looks up no types, takes the
 * ones it does not know for records, and so must not be told `%rowtype`, which it takes for a scalar.
 */
export function parseWrapped(parser: SqlParser, input: BodyInput): PlpgsqlNode {
  let first: unknown;
  for (const result of resultsFor(input)) {
    try {
      return parseNaming(parser, { input, result });
    } catch (error) {
      if (!(error instanceof SqlSyntaxError)) throw error;
      first ??= error;
      if (!isAboutResult(error.message)) throw error;
    }
  }
  throw first;
}

function isAboutResult(message: string): boolean {
  return /\breturn\b|missing expression|result type|trigger functions|not a known variable/i.test(message);
}

function resultsFor({ kind, returns }: BodyInput): readonly string[] {
  if (kind === "procedure") return ["", ...RESULTS];
  if (kind === "trigger" || /^\s*trigger\s*$/i.test(returns ?? "")) return ["trigger", "event_trigger"];
  return returns ? [returns, ...RESULTS] : RESULTS;
}

interface Attempt {
  readonly input: BodyInput;
  /** Empty for a procedure. */
  readonly result: string;
}

function parseNaming(parser: SqlParser, { input, result }: Attempt): PlpgsqlNode {
  const added: string[] = [];
  const scalars = new Map<string, string>();
  let { body, argumentTypes } = input;
  for (;;) {
    try {
      const wrapper = buildWrapper({ ...input, body, argumentTypes }, { result, added });
      return restoreTypes(parser.parsePlpgsql(wrapper), scalars);
    } catch (error) {
      const asked = scalarsAsked(parser, body, error).filter((name) => !scalars.has(name));
      const blanked =
        asked.length > 0 ? blankTypes(parser, { ...input, body, argumentTypes }, asked) : undefined;
      if (blanked !== undefined && blanked.types.size > 0) {
        for (const [name, type] of blanked.types) scalars.set(name, type);
        ({ body, argumentTypes } = blanked);
        continue;
      }
      const unknown =
        error instanceof SqlSyntaxError ? /"([^"]+)" is not a known variable/.exec(error.message) : null;
      const name = unknown?.[1]?.split(".")[0];
      const rewritten = blankRowtypes(parser, body);
      if (name === undefined || added.length >= MAX_UNDECLARED) throw error;
      if (rewritten !== body) body = rewritten;
      else if (added.includes(name) || /^(?:new|old)$/.test(name)) throw error;
      else added.push(name);
    }
  }
}

/** Blanks `%rowtype` in place, so that lines and lengths stay. */
function blankRowtypes(parser: SqlParser, body: string): string {
  if (!/%\s*rowtype/i.test(body)) return body;
  const bytes = new TextEncoder().encode(body);
  const tokens = parser.scan(body);
  const decoder = new TextDecoder();
  tokens.forEach((token, index) => {
    const next = tokens[index + 1];
    if (!next || next.end - next.start !== "rowtype".length) return;
    if (decoder.decode(bytes.subarray(token.start, token.end)) !== "%") return;
    if (decoder.decode(bytes.subarray(next.start, next.end)).toLowerCase() !== "rowtype") return;
    bytes.fill(32, token.start, next.end);
  });
  return decoder.decode(bytes);
}

interface WrapperChoice {
  readonly result: string;
  /** Names the body assigns to and nothing declares. */
  readonly added: readonly string[];
}

function buildWrapper(input: BodyInput, { result, added }: WrapperChoice): string {
  const isTrigger = result.endsWith("trigger");
  const { argumentNames = [], argumentTypes = [] } = input;
  // Without any name the catalog has no list of them; the body then says $1, or gives it an alias.
  const count = Math.max(argumentNames.length, argumentTypes.length);
  const declared = Array.from({ length: count }, (_argument, index) => {
    const name = argumentNames[index] ?? "";
    const type = argumentType(input, index);
    return name === "" ? type : `${quoteIdent(name)} ${type}`;
  });
  const invented = added
    .filter((name) => !input.argumentNames?.includes(name))
    .map((name) => `${quoteIdent(name)} record`);
  const parameters = isTrigger ? "" : [...declared, ...invented].join(", ");
  const tag = unusedTag(input.body);
  const head = result === "" ? "create procedure body" : "create function body";
  const tail = result === "" ? "" : ` returns ${result}`;
  return `${head}(${parameters})${tail} language plpgsql as ${tag}${input.body}${tag}`;
}

function argumentType(input: BodyInput, index: number): string {
  return input.argumentTypes?.[index] || "text";
}

/** A dollar quote the body cannot end. */
export function unusedTag(body: string): string {
  let number = 0;
  while (body.includes(`$body${number}$`) || body.endsWith(`$body${number}`)) number++;
  return `$body${number}$`;
}
