import { type AstNode, type AstValue, isAstNode, nodeList } from "./ast.ts";
import type { SqlParser } from "./parser.ts";
import { SqlSyntaxError } from "./parser.ts";
import { isNode } from "./walk.ts";

/** Fields that only say where in the text a node stood. */
const PLACE_FIELDS = /^(?:\w+_)?location$|^stmt_len$|^(?:rexpr_)?list_(?:start|end)$/;

const JUDGED_LANGUAGES = new Set(["plpgsql", "sql"]);

/**
 * A canonical form of the statements of a text, for comparison by content. Comments, blanks, the case of keywords and
 * the way of quoting make no difference, in function bodies of plpgsql and sql too; literals and identifiers do.
 * Throws SqlSyntaxError.
 */
export function normaliseStatement(parser: SqlParser, sql: string): string {
  return parser
    .parse(sql)
    .statements.map(({ node }) => normaliseTree(parser, node))
    .join("\n");
}

/** The canonical form of one statement that is parsed already, wrapped in its kind. */
export function normaliseTree(parser: SqlParser, statement: AstNode): string {
  return JSON.stringify(canonical(parser, statement));
}

function canonical(parser: SqlParser, value: AstValue): AstValue {
  if (Array.isArray(value)) return (value as readonly AstValue[]).map((item) => canonical(parser, item));
  if (!isAstNode(value)) return value;
  const body = isNode(value, "CreateFunctionStmt") ? value.CreateFunctionStmt.options : doArguments(value);
  const language = languageOf(body, isNode(value, "DoStmt") ? "plpgsql" : "sql");
  const isJudged = JUDGED_LANGUAGES.has(language);
  const fields = Object.entries(value)
    .filter(([field]) => !PLACE_FIELDS.test(field))
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([field, inner]) => [field, canonical(parser, inner)] as const);
  const node: AstNode = Object.fromEntries(fields);
  return isJudged && body !== undefined ? mapBody(parser, node) : node;
}

function doArguments(value: AstNode): AstValue {
  return isNode(value, "DoStmt") ? value.DoStmt.args : undefined;
}

function languageOf(options: AstValue, otherwise: string): string {
  for (const item of nodeList(options)) {
    if (!isNode(item, "DefElem") || item.DefElem.defname !== "language") continue;
    if (isNode(item.DefElem.arg, "String")) return String(item.DefElem.arg.String.sval).toLowerCase();
  }
  return otherwise;
}

/** Replaces the text of the `as` clause by its tokens. */
function mapBody(parser: SqlParser, value: AstValue): AstNode {
  const map = (inner: AstValue, inAs: boolean): AstValue => {
    if (Array.isArray(inner)) return (inner as readonly AstValue[]).map((item) => map(item, inAs));
    if (!isAstNode(inner)) return inner;
    const within = inAs || inner.defname === "as";
    return Object.fromEntries(
      Object.entries(inner).map(([field, item]) =>
        within && field === "sval" && typeof item === "string"
          ? [field, normaliseTokens(parser, item)]
          : [field, map(item, within)],
      ),
    );
  };
  return map(value, false) as AstNode;
}

/**
 * The tokens of a text, one blank between them, without comments; keywords and unquoted names in lower case. A text the
 * scanner refuses is returned as it is.
 */
export function normaliseTokens(parser: SqlParser, text: string): string {
  try {
    const bytes = new TextEncoder().encode(text);
    const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
    return parser
      .scan(text)
      .filter(({ name }) => !name.endsWith("_COMMENT"))
      .map((token) => {
        const written = decoder.decode(bytes.subarray(token.start, token.end));
        // Postgres folds ASCII only when the database is UTF-8.
        const folds = token.keyword || (token.name === "IDENT" && !written.startsWith('"'));
        return folds ? written.replace(/[A-Z]/g, (letter) => letter.toLowerCase()) : written;
      })
      .join(" ");
  } catch (error) {
    if (error instanceof SqlSyntaxError) return text;
    throw error;
  }
}

/** SHA-256 of the UTF-8 text, in lower-case hexadecimal. */
export async function sha256Hex(text: string): Promise<string> {
  const digest = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(text));
  return Array.from(new Uint8Array(digest), (byte) => byte.toString(16).padStart(2, "0")).join("");
}
