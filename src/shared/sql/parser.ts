import type { AstNode, PlpgsqlNode } from "./ast.ts";

export type { AstNode, PlpgsqlNode } from "./ast.ts";

/** One statement of a text, with its place. Offsets are UTF-8 bytes, `end` is exclusive. */
export interface ParsedStatement {
  /** The statement, wrapped in its kind: `{ CreateStmt: {…} }`. */
  readonly node: AstNode;
  /** Kind of the statement, e.g. `CreateStmt`. */
  readonly kind: string;
  /** First byte of the statement; leading blanks and comments are left out. */
  readonly start: number;
  /** Byte after the last one; the semicolon and trailing blanks and comments are left out. */
  readonly end: number;
  readonly text: string;
  /** 1-based line of `start`. */
  readonly line: number;
  /** 1-based column of `start`, in UTF-16 code units. */
  readonly column: number;
}

/** A statement as its tree alone. */
export interface StatementTree {
  /** The statement, wrapped in its kind. */
  readonly node: AstNode;
  readonly kind: string;
  /** UTF-8 byte offset at which the statement begins, or the blanks and comments before it do. */
  readonly offset: number;
}

/** The statements of one text, in order. */
export interface ParsedSql {
  readonly statements: readonly ParsedStatement[];
}

/** The parser of Postgres 18. Not for concurrent use inside one call; every method is synchronous. */
export interface SqlParser {
  /** Statements of a text; a leading byte order mark is skipped. Throws SqlSyntaxError. */
  parse(sql: string): ParsedSql;
  /** The same statements without their exact places and texts, which cost as much as the parse. Throws SqlSyntaxError. */
  parseTrees(sql: string): readonly StatementTree[];
  /** A scalar expression as Postgres deparses it. Locations count bytes from the start of `expr`. Throws SqlSyntaxError. */
  parseExpression(expr: string): AstNode;
  /** The body of one CREATE FUNCTION, CREATE PROCEDURE or DO statement of language plpgsql. Throws SqlSyntaxError. */
  parsePlpgsql(createFunction: string): PlpgsqlNode;
  /** Fingerprint of pg_query: equal for statements that differ in literals, blanks or case only. Throws SqlSyntaxError. */
  fingerprint(sql: string): string;
  /** Tokens of a text, comments included. Throws SqlSyntaxError. */
  scan(sql: string): readonly SqlToken[];
}

/** A token of the Postgres scanner, at UTF-8 byte offsets. */
export interface SqlToken {
  readonly start: number;
  readonly end: number;
  /** `IDENT`, `SCONST`, `SQL_COMMENT`, `C_COMMENT`, `ICONST`, … */
  readonly name: string;
  readonly keyword: boolean;
}

/** A text the Postgres parser does not accept. */
export class SqlSyntaxError extends Error {
  override readonly name = "SqlSyntaxError";
  /** UTF-8 byte offset of the place the parser stopped at. */
  readonly offset: number;
  /** 1-based. */
  readonly line: number;
  /** 1-based, in UTF-16 code units. */
  readonly column: number;

  constructor(
    message: string,
    place: { readonly offset: number; readonly line: number; readonly column: number },
  ) {
    super(message);
    this.offset = place.offset;
    this.line = place.line;
    this.column = place.column;
  }
}

/** The parser cannot run here; `reason` says why. */
export class ParserUnavailable extends Error {
  override readonly name = "ParserUnavailable";
  readonly reason: string;

  constructor(reason: string, cause?: unknown) {
    super(`the SQL parser cannot be loaded: ${reason}`, { cause });
    this.reason = reason;
  }
}

let loading: Promise<SqlParser> | undefined;
let loaded: SqlParser | undefined;

/** The parser, where this process has loaded it. */
export function loadedSqlParser(): SqlParser | undefined {
  return loaded;
}

/** Loads the parser once a process. Throws ParserUnavailable; a failed load is tried again by the next call. */
export function loadSqlParser(): Promise<SqlParser> {
  loading ??= createParser().catch((error: unknown) => {
    loading = undefined;
    throw new ParserUnavailable(error instanceof Error ? error.message : String(error), error);
  });
  return loading;
}

async function createParser(): Promise<SqlParser> {
  const [{ createParserHost }, binary, { createParserOn }] = await Promise.all([
    import("./parser_host.ts"),
    import("./parser_wasm.ts"),
    import("./parser_calls.ts"),
  ]);
  loaded = createParserOn(await createParserHost(binary));
  return loaded;
}
