import { groupBy } from "../catalog/lookup.ts";
import type { Routine } from "../catalog/routines.ts";
import { type VectorTypes, vectorTypeText } from "../catalog/vector_types.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import { type AstNode, isAstNode, nodeList } from "../sql/ast.ts";
import { type SqlParser, SqlSyntaxError } from "../sql/parser.ts";
import { isNode, nameParts, qualifiedName, typeName } from "../sql/walk.ts";
import type { Size } from "./size.ts";

/** Declared sizes of a routine's arguments, by position among all its arguments. */
export type DeclaredArguments = ReadonlyMap<number, Size>;

/** What the ledger says of arguments, and which entries of it could not be read. */
export interface LedgerArguments {
  readonly byRoutine: ReadonlyMap<number, DeclaredArguments>;
  readonly gaps: readonly string[];
}

/**
 * Sizes of arguments as migrations declare them. Postgres forgets `(1536)` in an argument's type, so the ledger's
 * statements are the only place in the database that has it; the newest CREATE FUNCTION of a routine wins.
 */
export function readLedgerArguments(input: RuleInput, types: VectorTypes): LedgerArguments {
  const { parser, snapshot } = input;
  const byRoutine = new Map<number, DeclaredArguments>();
  const gaps: string[] = [];
  if (parser === null) return { byRoutine, gaps };
  const routines = groupBy(snapshot.routines, (routine) => routine.name);
  for (const { version, statements } of snapshot.ledger) {
    for (const text of statements ?? []) {
      if (!mayDeclare(text, types)) continue;
      const parsed = parseAll(parser, text);
      if (parsed === undefined) gaps.push(`a statement of migration ${version} could not be parsed`);
      for (const node of parsed ?? []) {
        const statement = isNode(node, "CreateFunctionStmt") ? node.CreateFunctionStmt : undefined;
        if (statement === undefined) continue;
        const parameters = readParameters(statement);
        const routine = findRoutine(routines, { statement, parameters });
        if (routine !== undefined) byRoutine.set(routine.oid, sizesOf(parameters, { types, version }));
      }
    }
  }
  return { byRoutine, gaps };
}

function mayDeclare(text: string, types: VectorTypes): boolean {
  if (!/\b(?:function|procedure)\b/i.test(text)) return false;
  return (text.match(/[\p{L}_][\p{L}\p{N}_$]*/gu) ?? []).some((word) => {
    const folded = word.toLowerCase();
    return folded === "bit" || types.mayName(folded);
  });
}

function parseAll(parser: SqlParser, text: string): readonly AstNode[] | undefined {
  try {
    return parser.parse(text).statements.map(({ node }) => node);
  } catch (error) {
    if (error instanceof SqlSyntaxError) return undefined;
    throw error;
  }
}

interface Parameter {
  readonly name: string;
  readonly type: ReturnType<typeof typeName>;
}

function readParameters(statement: AstNode): readonly Parameter[] {
  return nodeList(statement.parameters).flatMap((item) => {
    const fields = isNode(item, "FunctionParameter") ? item.FunctionParameter : undefined;
    if (fields === undefined || !isAstNode(fields.argType)) return [];
    return [{ name: typeof fields.name === "string" ? fields.name : "", type: typeName(fields.argType) }];
  });
}

function findRoutine(
  routines: ReadonlyMap<string, readonly Routine[]>,
  { statement, parameters }: { readonly statement: AstNode; readonly parameters: readonly Parameter[] },
): Routine | undefined {
  const { schema, name } = qualifiedName(nameParts(statement.funcname));
  const found = (routines.get(name) ?? []).filter(
    (routine) =>
      (schema === undefined || routine.schema === schema) &&
      routine.all_argument_types.length === parameters.length &&
      parameters.every(
        (parameter, position) =>
          (routine.argument_names[position] ?? "") === parameter.name &&
          sameType(parameter.type, routine.all_argument_types[position] ?? ""),
      ),
  );
  // Without a schema it was made in the first of the session's path, on Supabase public.
  return found.length > 1 ? found.find((routine) => routine.schema === "public") : found[0];
}

/** Names that the grammar gives built-in types, as format_type() writes them. */
const WRITTEN: Readonly<Record<string, string>> = {
  int2: "smallint",
  int4: "integer",
  int8: "bigint",
  float4: "real",
  float8: "double precision",
  bool: "boolean",
  varchar: "character varying",
  bpchar: "character",
  varbit: "bit varying",
  timestamp: "timestamp without time zone",
  timestamptz: "timestamp with time zone",
  time: "time without time zone",
  timetz: "time with time zone",
};

function sameType(type: Parameter["type"], written: string): boolean {
  if (type.arrayDims > 0 !== written.endsWith("[]")) return false;
  const bare = written.replace(/(?:\[\])+$/, "");
  const name = WRITTEN[type.name] ?? type.name;
  // The catalog's text is quoted and qualified; the last name decides, the schema rarely tells two types apart.
  return bare === name || bare.endsWith(`.${name}`) || bare.endsWith(`"${name.replaceAll('"', '""')}"`);
}

function sizesOf(
  parameters: readonly Parameter[],
  { types, version }: { readonly types: VectorTypes; readonly version: string },
): DeclaredArguments {
  const sizes = new Map<number, Size>();
  parameters.forEach(({ name, type }, position) => {
    const [typmod = -1] = type.typmods;
    const vector = types.byName(type, { typmod, array: type.arrayDims > 0 });
    if (vector === undefined || vector.dimension === -1) return;
    // The grammar writes a bare `bit` as bit(1), and Postgres lets strings of any length through it.
    if (vector.kind === "bit" && vector.dimension === 1) return;
    sizes.set(position, {
      kind: vector.kind,
      dimension: vector.dimension,
      array: vector.array,
      source: "argument",
      name: `${name === "" ? `$${position + 1}` : name} ${vectorTypeText(vector, types.schema)}`,
      migration: version,
    });
  });
  return sizes;
}
