import { type AstNode, nodeList } from "./ast.ts";
import type { SqlParser } from "./parser.ts";
import type { Declaration } from "./plpgsql.ts";
import { isNode } from "./walk.ts";

/** The initial value of a variable, or the query of a cursor. */
export interface DeclaredDefault {
  readonly name: string;
  readonly text: string;
  readonly line: number;
  readonly isCursor: boolean;
}

/** The variables of a body. */
export interface DeclaredVariables {
  readonly declarations: readonly Declaration[];
  readonly defaults: readonly DeclaredDefault[];
  readonly types: ReadonlyMap<string, string>;
  /** Alias to the name it stands for. */
  readonly aliases: ReadonlyMap<string, string>;
  /**
   * Types of all variables by every name they have; of no type are those that PL/pgSQL declares itself, and those of
   * one name that are declared with several.
   */
  readonly variables: ReadonlyMap<string, string>;
}

/** Variables PL/pgSQL declares itself, at a line for some. */
const AUTOMATIC = /^(?:found|sqlstate|sqlerrm|__Case__Variable_\d+__|\(unnamed row\))$/;

/** Reads the variables of a parsed body. */
export function readDeclarations(
  parser: SqlParser,
  { root, body }: { readonly root: AstNode; readonly body: string },
): DeclaredVariables {
  const declarations: Declaration[] = [];
  const defaults: DeclaredDefault[] = [];
  const types = new Map<string, string>();
  const variables = new Map<string, string>();
  const names: string[] = [];
  let findDefault: ReturnType<typeof createDefaultFinder> | undefined;
  for (const datum of nodeList(root.datums)) {
    const isRecord = isNode(datum, "PLpgSQL_rec");
    const fields = isRecord
      ? datum.PLpgSQL_rec
      : isNode(datum, "PLpgSQL_var")
        ? datum.PLpgSQL_var
        : undefined;
    const name = typeof fields?.refname === "string" ? fields.refname : "";
    names.push(name);
    if (!fields) continue;
    const type = typeText(fields);
    const isAutomatic = AUTOMATIC.test(name);
    const known = variables.get(name);
    variables.set(name, isAutomatic || (known !== undefined && known !== type) ? "" : type);
    if (isAutomatic) continue;
    if (!types.has(name) || typeof fields.lineno === "number") types.set(name, type);
    if (typeof fields.lineno !== "number" || type === "") continue;
    const line = fields.lineno;
    declarations.push({ name, type, typmods: typmodsOf(type), line });
    const value = exprText(fields.default_val);
    const cursor = exprText(fields.cursor_explicit_expr);
    if (value !== undefined) defaults.push({ name, text: value, line, isCursor: false });
    if (cursor !== undefined) defaults.push({ name, text: cursor, line, isCursor: true });
    if (isRecord) {
      // libpg_query prints no initial value of a record, and takes every type it does not know for one.
      if (!mayHaveDefault(body, name, line)) continue;
      findDefault ??= createDefaultFinder(parser, body);
      const text = findDefault(name, line);
      if (text !== undefined) defaults.push({ name, text, line, isCursor: false });
    }
  }
  const aliases = new Map(
    nodeList(root.aliases).flatMap((item) => {
      const alias = isNode(item, "PLpgSQL_alias") ? item.PLpgSQL_alias : undefined;
      const target = names[typeof alias?.varno === "number" ? alias.varno : 0];
      return typeof alias?.name === "string" && target ? [[alias.name, target] as const] : [];
    }),
  );
  for (const [alias, name] of aliases) variables.set(alias, variables.get(name) ?? "");
  return { declarations, defaults, types, aliases, variables };
}

/** Whether the declaration of a name on a line can have an initial value, judged without the scanner. */
function mayHaveDefault(body: string, name: string, line: number): boolean {
  let start = 0;
  for (let number = 1; number < line; number++) start = body.indexOf("\n", start) + 1;
  const lower = body.toLowerCase();
  const found = lower.indexOf(name.toLowerCase(), start);
  const end = found < 0 ? -1 : body.indexOf(";", found);
  if (end < 0) return true;
  const declared = lower.slice(found + name.length, end);
  // A quote or a comment may hide the true end.
  return /['"$=]|--|\/\*|\bdefault\b/.test(declared);
}

function typeText(fields: AstNode): string {
  const datatype = fields.datatype;
  const type = isNode(datatype, "PLpgSQL_type") ? datatype.PLpgSQL_type.typname : undefined;
  return typeof type === "string" ? type.trim() : "";
}

function exprText(value: AstNode[string]): string | undefined {
  const query = isNode(value, "PLpgSQL_expr") ? value.PLpgSQL_expr.query : undefined;
  return typeof query === "string" ? query : undefined;
}

function typmodsOf(type: string): readonly number[] {
  const inner = /\(([^)]*)\)/.exec(type)?.[1];
  return inner === undefined ? [] : inner.split(",").map(Number).filter(Number.isInteger);
}

/** Finds the text after `:=`, `=` or DEFAULT of the declaration of a name on a line. */
function createDefaultFinder(
  parser: SqlParser,
  body: string,
): (name: string, line: number) => string | undefined {
  const bytes = new TextEncoder().encode(body);
  const decoder = new TextDecoder();
  const read = (start: number, end: number) => decoder.decode(bytes.subarray(start, end));
  const tokens = parser.scan(body).filter((token) => !token.name.endsWith("_COMMENT"));
  const lineAt = (offset: number) => read(0, offset).split("\n").length;
  return (name, line) => {
    const written = [name, `"${name.replaceAll('"', '""')}"`];
    const first = tokens.findIndex(({ start, end }) => {
      const text = read(start, end);
      return (text.toLowerCase() === written[0] || text === written[1]) && lineAt(start) === line;
    });
    if (first < 0) return undefined;
    let valueStart: number | undefined;
    for (const { start, end } of tokens.slice(first + 1)) {
      const text = read(start, end).toLowerCase();
      if (text === ";") return valueStart === undefined ? undefined : read(valueStart, start);
      if (valueStart === undefined && (text === ":=" || text === "=" || text === "default")) valueStart = end;
    }
    return undefined;
  };
}
