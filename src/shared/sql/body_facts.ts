import { BodyNames } from "./body_names.ts";
import { readStatementNames } from "./body_reader.ts";
import type { DynamicSql } from "./dynamic_sql.ts";
import type { SqlParser } from "./parser.ts";
import { SqlSyntaxError } from "./parser.ts";
import type { BodyStatement } from "./plpgsql.ts";
import type { QualifiedName, TypeReference } from "./walk.ts";

/** Where a name comes first. */
interface FirstPlace {
  readonly line: number;
  /** Named by a command that defines something or acts on it whole, not by a query. */
  readonly ddl?: true;
}

/** A cast, `x::t` or `cast(x as t)`. */
export interface CastReference extends TypeReference, FirstPlace {}

/** A relation a statement names; names of the WITH clause of the same statement are left out. */
export interface RelationReference extends QualifiedName, FirstPlace {
  readonly mode: "read" | "write";
}

/** A call of a function or procedure. */
export interface CallReference extends QualifiedName, FirstPlace {
  /** How many arguments it passes; left out where the text alone does not tell which parameters they are for. */
  readonly arguments?: number;
  /** Names of the last ones, where they are passed by name. */
  readonly named?: readonly string[];
  /** The name has more parts than schema and name: a database, or a field of a value. */
  readonly long?: true;
}

/** A column that a query reads or sets. */
export interface ColumnReference {
  /** The relation that must have it, or several of which one must. */
  readonly of: readonly QualifiedName[];
  readonly name: string;
  readonly line: number;
}

/** A field of a variable that holds a row, or of a trigger's NEW or OLD. */
export interface FieldReference {
  readonly record: string;
  readonly name: string;
  readonly line: number;
}

/** What the statements of a body refer to, each thing once, where it comes first. Lines are 1-based in the body. */
export interface SqlFacts {
  readonly casts: readonly CastReference[];
  readonly relations: readonly RelationReference[];
  readonly calls: readonly CallReference[];
  readonly columns: readonly ColumnReference[];
  readonly fields: readonly FieldReference[];
  /** Names, without their schemas, of what the body itself makes: relations, types, routines. */
  readonly makes: readonly string[];
  /** Operators of the expressions: `plain` ones mean the same everywhere, others may belong to an extension. */
  readonly operators: "none" | "plain" | "special";
  /** The body sets search_path: SET, set_config(), or an EXECUTE of a constant text that does. */
  readonly setsSearchPath: boolean;
}

interface FactSource {
  readonly statements: readonly BodyStatement[];
  readonly dynamic: readonly DynamicSql[];
  /** Types of variables and arguments by name; those that PL/pgSQL declares itself have none. */
  readonly variables: ReadonlyMap<string, string>;
}

/** Collects what the statements refer to; the constant texts of EXECUTE are asked for search_path and what they make only. */
export function collectFacts(parser: SqlParser, { statements, dynamic, variables }: FactSource): SqlFacts {
  const names = new BodyNames(variables);
  for (const statement of statements) readStatementNames(names, statement);
  for (const { constantText } of dynamic) {
    if (constantText === undefined) continue;
    const inside = new BodyNames(new Map());
    for (const { node } of parseDynamic(parser, constantText)) {
      readStatementNames(inside, { node, kind: "", line: 1, expression: false });
    }
    for (const name of inside.makes) names.makes.add(name);
    names.setsSearchPath ||= inside.setsSearchPath;
  }
  return names.facts();
}

function parseDynamic(parser: SqlParser, text: string): ReturnType<SqlParser["parseTrees"]> {
  try {
    return parser.parseTrees(text);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return [];
    throw error;
  }
}
