import { collectFacts, type SqlFacts } from "./body_facts.ts";
import { classifyDynamic, type DynamicSql } from "./dynamic_sql.ts";
import type { AstNode, SqlParser } from "./parser.ts";
import { SqlSyntaxError } from "./parser.ts";
import { readPlpgsqlTree } from "./plpgsql_tree.ts";
import { parseWrapped } from "./plpgsql_wrapper.ts";
import type { SimpleExpression } from "./simple_expression.ts";
import { lineFinder } from "./statement_lines.ts";

/** A routine's body and what is known of the routine; body and language suffice. */
export interface BodyInput {
  /** `plpgsql` or `sql`; any other language is unparsable. */
  readonly language: string;
  /** The text between the dollar quotes (`prosrc`), or a `begin atomic … end` / `return …` body. */
  readonly body: string;
  readonly kind?: "function" | "procedure" | "trigger" | undefined;
  /** Names in declared order; an empty string for an argument without a name. */
  readonly argumentNames?: readonly string[] | undefined;
  /** Types as SQL, one for each name; unknown ones do no harm. */
  readonly argumentTypes?: readonly string[] | undefined;
  /** Result as SQL, e.g. `setof public.profile`. */
  readonly returns?: string | undefined;
}

/** A query, command or expression of a body. */
export interface BodyStatement {
  /** Wrapped statement; an expression is the SELECT that yields it. */
  readonly node: AstNode;
  readonly kind: string;
  /** 1-based line in the body. */
  readonly line: number;
  /** True for an expression of PL/pgSQL: a condition, an assigned value, an argument. */
  readonly expression: boolean;
  /** What the expression refers to, where that is known without its tree; `node` then parses it on the first use. */
  readonly simple?: SimpleExpression;
  /** Variables that its columns go to, by position, or the one record they all go to; `new.embedding` is a record's field. */
  readonly into?: readonly string[];
  /** It stands behind a condition or in a loop, or an error in it is caught. */
  readonly guarded?: true;
}

/** A declared variable. */
export interface Declaration {
  readonly name: string;
  /** The type as written, e.g. `extensions.vector(384)`. */
  readonly type: string;
  readonly typmods: readonly number[];
  readonly line: number;
}

/** What rules judge of a body. */
export interface RoutineBody extends SqlFacts {
  readonly statements: readonly BodyStatement[];
  readonly dynamic: readonly DynamicSql[];
  readonly declarations: readonly Declaration[];
}

/** A body the parser does not accept; it can be right for a server with other extensions or another version. */
export class BodyUnparsable extends Error {
  override readonly name = "BodyUnparsable";
  readonly reason: string;
  /** 1-based line in the body; 1 when the parser names no place. */
  readonly line: number;

  constructor(reason: string, line: number) {
    super(`the body cannot be parsed: ${reason} (line ${line})`);
    this.reason = reason;
    this.line = line;
  }
}

/** Reads a body of language plpgsql or sql. Throws BodyUnparsable. */
export function analyseBody(parser: SqlParser, input: BodyInput): RoutineBody {
  const language = input.language.toLowerCase();
  try {
    if (language === "plpgsql") return analysePlpgsql(parser, input);
    if (language === "sql") {
      return new LazyBody(parser, {
        statements: readSqlBody(parser, input.body),
        dynamic: [],
        declarations: [],
        variables: new Map(argumentsOf(input)),
      });
    }
  } catch (error) {
    if (error instanceof SqlSyntaxError) throw new BodyUnparsable(error.message, lineOf(error, input.body));
    throw error;
  }
  throw new BodyUnparsable(`language ${input.language} is neither plpgsql nor sql`, 1);
}

function analysePlpgsql(parser: SqlParser, input: BodyInput): RoutineBody {
  const tree = readPlpgsqlTree(parser, { root: parseWrapped(parser, input), body: input.body });
  const dynamic = tree.executions.map((execution) => classifyDynamic(execution, { input, tree }));
  const { statements, declarations } = tree;
  const variables = new Map(tree.variables);
  // The parser takes every type that it does not know for a record, also that of an argument.
  for (const [name, type] of argumentsOf(input)) {
    if (variables.get(name) === "record") variables.set(name, type);
  }
  return new LazyBody(parser, { statements, declarations, dynamic, variables });
}

function argumentsOf({ argumentNames = [], argumentTypes = [] }: BodyInput): readonly [string, string][] {
  return argumentNames.map((name, index) => [name, argumentTypes[index] ?? ""]);
}

interface BodyParts extends Pick<RoutineBody, "statements" | "dynamic" | "declarations"> {
  /** Types of variables and arguments by name. */
  readonly variables: ReadonlyMap<string, string>;
}

/** Facts are collected when the first one is asked for: a reader of the statements alone does without. */
class LazyBody implements RoutineBody {
  readonly statements: readonly BodyStatement[];
  readonly dynamic: readonly DynamicSql[];
  readonly declarations: readonly Declaration[];
  readonly #parser: SqlParser;
  readonly #variables: ReadonlyMap<string, string>;
  #collected: SqlFacts | undefined;

  constructor(parser: SqlParser, { statements, dynamic, declarations, variables }: BodyParts) {
    this.statements = statements;
    this.dynamic = dynamic;
    this.declarations = declarations;
    this.#parser = parser;
    this.#variables = variables;
  }

  get casts() {
    return this.#facts().casts;
  }

  get relations() {
    return this.#facts().relations;
  }

  get calls() {
    return this.#facts().calls;
  }

  get columns() {
    return this.#facts().columns;
  }

  get fields() {
    return this.#facts().fields;
  }

  get makes() {
    return this.#facts().makes;
  }

  get operators() {
    return this.#facts().operators;
  }

  get setsSearchPath() {
    return this.#facts().setsSearchPath;
  }

  #facts(): SqlFacts {
    const { statements, dynamic } = this;
    this.#collected ??= collectFacts(this.#parser, { statements, dynamic, variables: this.#variables });
    return this.#collected;
  }
}

function readSqlBody(parser: SqlParser, body: string): readonly BodyStatement[] {
  try {
    const lineAt = lineFinder(body);
    return parser.parseTrees(body).map(({ node, kind, offset }) => ({
      node,
      kind,
      line: lineAt(offset),
      expression: false,
    }));
  } catch (error) {
    const atomic = error instanceof SqlSyntaxError ? readAtomicBody(parser, body) : undefined;
    if (!atomic) throw error;
    return atomic;
  }
}

/** A body Postgres stores parsed: `begin atomic … end` or `return …` (pg_get_function_sqlbody). */
function readAtomicBody(parser: SqlParser, body: string): readonly BodyStatement[] | undefined {
  if (!/^\s*(?:begin|return)\b/i.test(body)) return undefined;
  const [statement] = parser.parseTrees(`create function body() returns void\n${body}`);
  const nodes: BodyStatement[] = [];
  const visit = (value: AstNode[string]): void => {
    if (Array.isArray(value)) for (const item of value as readonly AstNode[]) visit(item);
    else if (typeof value === "object" && value !== null) {
      const node = value as AstNode;
      const [kind = ""] = Object.keys(node);
      if (kind === "List") visit((node.List as AstNode).items);
      else nodes.push({ node, kind, line: 1, expression: kind === "ReturnStmt" });
    }
  };
  visit((statement?.node.CreateFunctionStmt as AstNode | undefined)?.sql_body);
  return nodes;
}

/** The PL/pgSQL parser names no place, only the word it stopped at: its line, when the body has that word once. */
function lineOf(error: SqlSyntaxError, body: string): number {
  if (error.line > 1) return error.line;
  const word = /at or near "([^"]+)"/.exec(error.message)?.[1];
  const parts = word ? body.split(word) : [];
  return parts.length === 2 ? (parts[0] ?? "").split("\n").length : 1;
}
