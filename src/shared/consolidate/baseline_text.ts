import { terminalLine } from "../report/terminal_text.ts";
import { quoteLiteral } from "../sql/ident.ts";
import type { SqlParser } from "../sql/parser.ts";
import type { BaselineStatement } from "./baseline_parts.ts";
import { readableSql } from "./readable_sql.ts";
import { portableSql, withGrantAll } from "./version_neutral.ts";

/** A part of a file, under a heading. */
export interface FileSection {
  readonly title: string;
  readonly statements: readonly BaselineStatement[];
}

/** A file to be written. */
export interface FileDraft {
  /** What stands between version and `.sql`. */
  readonly name: string;
  /** Lines of the comment that begins it. */
  readonly head: readonly string[];
  readonly sections: readonly FileSection[];
}

/** A statement where it stands. */
export interface PlacedStatement {
  readonly statement: BaselineStatement;
  /** 1-based line on which it begins. */
  readonly line: number;
}

/** A file with its text. */
export interface WrittenFile {
  readonly name: string;
  readonly text: string;
  readonly statements: readonly PlacedStatement[];
}

/** Changes the text of a statement before it is written. */
export type StatementForm = (sql: string, statement: BaselineStatement) => string;

/** The settings under which generated statements run: everything in them is qualified. */
const GENERATED = { searchPath: "pg_catalog", role: "" };

/** Writes a file: heading by heading, each statement with its settings and, where it stood elsewhere, its old place. */
export function writeFile(
  draft: FileDraft,
  { parser, form }: { readonly parser: SqlParser; readonly form: StatementForm },
): WrittenFile {
  const lines: string[] = draft.head.map(commentLine);
  const placed: PlacedStatement[] = [];
  let settings = "";
  for (const { title, statements } of draft.sections) {
    if (statements.length === 0) continue;
    lines.push("", `-- ${"=".repeat(8)} ${terminalLine(title)}`);
    let table: string | undefined;
    for (const statement of statements) {
      const wanted = settingsLine(statement);
      if (wanted !== settings) {
        lines.push("", wanted);
        settings = wanted;
      }
      if (statement.table !== table || statement.table === undefined || isLong(statement)) lines.push("");
      table = statement.table;
      if (statement.from !== undefined) {
        const { file, statement: old } = statement.from;
        lines.push(commentLine(`from ${file.file}:${old.line}`));
      }
      placed.push({ statement, line: lines.length + 1 });
      lines.push(...`${textOf(statement, { parser, form })};`.split("\n"));
    }
  }
  return { name: draft.name, text: `${lines.join("\n")}\n`, statements: placed };
}

/** A file for one statement that runs in no transaction: nothing else may stand in it. */
export function writeOwnFile(name: string, statement: BaselineStatement, reason: string): WrittenFile {
  const place =
    statement.from === undefined
      ? []
      : [`From ${statement.from.file.file}:${statement.from.statement.line}.`];
  const lines = [...place, `It stands alone: ${reason}.`].map(commentLine);
  return {
    name,
    text: `${[...lines, `${statement.sql};`].join("\n")}\n`,
    statements: [{ statement, line: lines.length + 1 }],
  };
}

function textOf(
  statement: BaselineStatement,
  { parser, form }: { readonly parser: SqlParser; readonly form: StatementForm },
): string {
  // What somebody has written stays as it is.
  const sql =
    statement.from === undefined
      ? readableSql(portableSql(withGrantAll(statement.sql, parser), parser), parser)
      : statement.sql;
  return form(sql, statement);
}

function isLong({ sql }: BaselineStatement): boolean {
  return sql.includes("\n") || sql.length > 200;
}

/** Settings of the transaction, as a query: `set local` would warn where a file is an implicit transaction. */
function settingsLine({ from }: BaselineStatement): string {
  const { searchPath, role } =
    from?.effect ?? (from === undefined ? GENERATED : { searchPath: DEFAULT_PATH, role: "" });
  const set = (name: string, value: string) =>
    `pg_catalog.set_config(${quoteLiteral(name)}, ${quoteLiteral(value)}, true)`;
  const bodies = from === undefined ? "off" : "on";
  return `select ${[set("search_path", searchPath), set("role", role === "" ? "none" : role), set("check_function_bodies", bodies)].join(", ")};`;
}

/** The path that a project's database gives a session. */
const DEFAULT_PATH = '"$user", public, extensions';

function commentLine(text: string): string {
  return text === "" ? "--" : `-- ${terminalLine(text)}`;
}
