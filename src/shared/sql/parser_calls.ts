import { isAstNode, nodeList } from "./ast.ts";
import {
  type AstNode,
  type ParsedSql,
  type ParsedStatement,
  type PlpgsqlNode,
  type SqlParser,
  SqlSyntaxError,
  type SqlToken,
  type StatementTree,
} from "./parser.ts";
import { type ParserHost, ParserRefusal } from "./parser_host.ts";
import { skipBlanks } from "./statement_lines.ts";
import { createTextPlace, type TextPlace } from "./text_place.ts";

const EXPRESSION_PREFIX = "select (\n";

/** The parser on a running host. */
export function createParserOn(host: ParserHost): SqlParser {
  return {
    parse: (sql) => parseText(host, sql),
    parseTrees: (sql) => run(sql, ({ bytes }) => parseTrees(host, bytes)),
    parseExpression: (expr) => parseScalar(host, expr),
    parsePlpgsql: (createFunction) => parseBody(host, createFunction),
    fingerprint: (sql) => run(sql, (place) => host.fingerprint(place.bytes)),
    scan: (sql) => run(sql, (place) => readTokens(host, place.bytes)),
  };
}

/** Runs one call of the host and turns its failures into SqlSyntaxError. */
function run<Result>(sql: string, call: (place: TextPlace) => Result): Result {
  const place = createTextPlace(sql);
  const zero = place.bytes.indexOf(0);
  if (zero >= 0) throw new SqlSyntaxError("the text holds a zero byte", place.at(zero));
  try {
    return call(place);
  } catch (error) {
    const message = error instanceof Error ? error.message : String(error);
    const character = error instanceof ParserRefusal ? error.character : undefined;
    throw new SqlSyntaxError(message, place.at(place.offsetOfCharacter(character ?? 0)));
  }
}

function readTokens(host: ParserHost, bytes: Uint8Array): readonly SqlToken[] {
  if (bytes.length === 0) return [];
  const { tokens } = JSON.parse(host.scan(bytes)) as {
    readonly tokens: readonly { start: number; end: number; tokenName: string; keywordKind: number }[];
  };
  return tokens.map(({ start, end, tokenName, keywordKind }) => ({
    start,
    end,
    name: tokenName,
    keyword: keywordKind > 0,
  }));
}

function parseText(host: ParserHost, sql: string): ParsedSql {
  return run(sql, (place) => {
    if (place.bytes.length === 0) return { statements: [] };
    const tree = JSON.parse(host.parse(place.bytes)) as AstNode;
    return { statements: nodeList(tree.stmts).map((raw) => createStatement({ host, place, raw })) };
  });
}

function parseTrees(host: ParserHost, bytes: Uint8Array): readonly StatementTree[] {
  if (bytes.length === 0) return [];
  const { stmts = [] } = JSON.parse(host.parse(bytes)) as {
    readonly stmts?: readonly { readonly stmt?: AstNode; readonly stmt_location?: number }[];
  };
  return stmts.map(({ stmt = {}, stmt_location: offset = 0 }) => {
    let kind = "";
    for (const key in stmt) kind ||= key;
    return { node: stmt, kind, offset };
  });
}

interface RawPlace {
  readonly host: ParserHost;
  readonly place: TextPlace;
  readonly raw: AstNode;
}

function createStatement({ host, place, raw }: RawPlace): ParsedStatement {
  const node = isAstNode(raw.stmt) ? raw.stmt : {};
  // A zero is left out of the JSON: location 0 is the start, length 0 is "to the end of the text".
  const start = typeof raw.stmt_location === "number" ? raw.stmt_location : 0;
  const length = typeof raw.stmt_len === "number" ? raw.stmt_len : place.bytes.length - start;
  const { from, to } = trimStatement({ host, place, start, end: start + length });
  const at = place.at(from);
  return {
    node,
    kind: Object.keys(node)[0] ?? "",
    start: at.offset,
    end: to,
    text: place.slice(from, to),
    line: at.line,
    column: at.column,
  };
}

interface RawSpan {
  readonly host: ParserHost;
  readonly place: TextPlace;
  readonly start: number;
  readonly end: number;
}

/** Takes blanks and comments off both ends. The scanner is asked only where the text can end in a comment. */
function trimStatement({ host, place, start, end }: RawSpan): { readonly from: number; readonly to: number } {
  const { bytes } = place;
  const from = Math.min(skipBlanks(bytes, start), end);
  let to = end;
  while (to > from && isBlank(bytes[to - 1])) to--;
  if (!mayEndInComment(bytes, { from, to })) return { from, to };
  const last = readTokens(host, bytes.subarray(from, to)).findLast(({ name }) => !name.endsWith("_COMMENT"));
  return last ? { from, to: from + last.end } : { from, to };
}

/** Blanks of the scanner: space, tab, newline, vertical tab, form feed and return. */
function isBlank(byte: number | undefined): boolean {
  return byte === 32 || (byte !== undefined && byte >= 9 && byte <= 13);
}

/** Whether the last line holds two dashes or the text ends like a comment of C's form. */
function mayEndInComment(
  bytes: Uint8Array,
  { from, to }: { readonly from: number; readonly to: number },
): boolean {
  const DASH = 45;
  if (bytes[to - 1] === 47 && bytes[to - 2] === 42) return true;
  for (let index = to - 1; index > from && bytes[index] !== 10 && bytes[index] !== 13; index--) {
    if (bytes[index] === DASH && bytes[index - 1] === DASH) return true;
  }
  return false;
}

function parseScalar(host: ParserHost, expr: string): AstNode {
  return run(expr, (place) => {
    const wrapped = new TextEncoder().encode(`${EXPRESSION_PREFIX}${place.slice(0, place.bytes.length)}\n)`);
    const tree = parseWrapped(host, wrapped);
    const found = readOnlyTarget(tree);
    if (!found) throw new ParserRefusal("the text is not one scalar expression");
    return moveLocations(found, EXPRESSION_PREFIX.length);
  });
}

function parseWrapped(host: ParserHost, wrapped: Uint8Array): AstNode {
  try {
    return JSON.parse(host.parse(wrapped)) as AstNode;
  } catch (error) {
    if (!(error instanceof ParserRefusal) || error.character === undefined) throw error;
    throw new ParserRefusal(error.message, Math.max(0, error.character - EXPRESSION_PREFIX.length));
  }
}

/** The value of `select (value)`; nothing when the text closed the parenthesis and went on. */
function readOnlyTarget(tree: AstNode): AstNode | undefined {
  const statements = nodeList(tree.stmts);
  const statement = statements[0]?.stmt;
  if (statements.length !== 1 || !isAstNode(statement) || !isAstNode(statement.SelectStmt)) return undefined;
  const { targetList, limitOption, op, ...others } = statement.SelectStmt;
  const targets = nodeList(targetList);
  const target = targets[0]?.ResTarget;
  if (targets.length !== 1 || op !== "SETOP_NONE" || Object.keys(others).length > 0) return undefined;
  return isAstNode(target) && target.name === undefined && isAstNode(target.val) ? target.val : undefined;
}

function moveLocations(node: AstNode, by: number): AstNode {
  const move = (value: AstNode[string], field: string): AstNode[string] => {
    if (Array.isArray(value)) return value.map((item: AstNode[string]) => move(item, field));
    if (isAstNode(value)) return moveLocations(value, by);
    return field === "location" && typeof value === "number" && value >= 0 ? value - by : value;
  };
  return Object.fromEntries(Object.entries(node).map(([field, value]) => [field, move(value, field)]));
}

function parseBody(host: ParserHost, createFunction: string): PlpgsqlNode {
  return run(createFunction, (place) => {
    const functions = nodeList((JSON.parse(host.parsePlpgsql(place.bytes)) as AstNode).plpgsql_funcs);
    const body = functions[0]?.PLpgSQL_function;
    if (functions.length !== 1 || !isAstNode(body)) {
      throw new ParserRefusal("the text is not one routine of language plpgsql");
    }
    return body;
  });
}
