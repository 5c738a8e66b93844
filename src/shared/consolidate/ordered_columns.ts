import { isAstNode, nodeList } from "../sql/ast.ts";
import { qualify } from "../sql/ident.ts";
import type { ParsedStatement, SqlParser } from "../sql/parser.ts";
import { isNode, relationName } from "../sql/walk.ts";
import type { BaselineStatement } from "./baseline_parts.ts";
import { onlyStatement } from "./statement_shape.ts";

/** Columns of each relation in their order, by qualified name. */
export type ColumnOrder = ReadonlyMap<string, readonly string[]>;

/** A column or a constraint of a table, as it is written. */
interface Element {
  /** The column's name; nothing for a constraint. */
  readonly column?: string;
  readonly text: string;
}

/**
 * Writes the columns of a table in the order that they have, with those that are added after the table was made: the
 * engine puts a column at the end where its type or default is made later.
 */
export function withOrderedColumns(
  statements: readonly BaselineStatement[],
  { order, parser }: { readonly order: ColumnOrder; readonly parser: SqlParser },
): readonly BaselineStatement[] {
  const added = new Map<
    string,
    { readonly statement: BaselineStatement; readonly elements: readonly Element[] }[]
  >();
  for (const statement of statements) {
    const addition = additionOf(statement, parser);
    if (addition === undefined) continue;
    added.set(addition.table, [
      ...(added.get(addition.table) ?? []),
      { statement, elements: addition.elements },
    ]);
  }
  const gone = new Set<BaselineStatement>();
  const merged = statements.map((statement) => {
    const table = statement.kind === "table" ? tableOf(statement, parser) : undefined;
    const wanted = order.get(statement.table ?? "");
    if (table === undefined || wanted === undefined) return statement;
    const additions = added.get(statement.table ?? "") ?? [];
    for (const addition of additions) gone.add(addition.statement);
    const elements = inOrder(
      [...table.elements, ...additions.flatMap((addition) => addition.elements)],
      wanted,
    );
    const parts = [statement, ...additions.map((addition) => addition.statement)];
    const makes = [...new Set(parts.flatMap((part) => part.makes))];
    return {
      ...statement,
      sql: `${table.head}${elements.map(({ text }) => text).join(", ")}${table.tail}`,
      objects: [...new Set(parts.flatMap((part) => part.objects))],
      makes,
      needs: [...new Set(parts.flatMap((part) => part.needs))].filter((id) => !makes.includes(id)),
    };
  });
  return merged.filter((statement) => !gone.has(statement));
}

function inOrder(elements: readonly Element[], order: readonly string[]): readonly Element[] {
  const place = ({ column }: Element) =>
    column === undefined ? Number.POSITIVE_INFINITY : order.indexOf(column);
  return elements
    .map((element, index) => ({ element, index }))
    .sort((left, right) => {
      const [one, other] = [place(left.element), place(right.element)];
      return one === other ? left.index - right.index : one - other;
    })
    .map(({ element }) => element);
}

/** The columns that a statement adds, when it does nothing else. */
function additionOf(
  { sql, kind }: BaselineStatement,
  parser: SqlParser,
): { readonly table: string; readonly elements: readonly Element[] } | undefined {
  if (kind !== "column" && kind !== "table") return undefined;
  const statement = onlyStatement(sql, parser);
  const fields = statement?.node.AlterTableStmt;
  if (statement === undefined || !isAstNode(fields) || !isAstNode(fields.relation)) return undefined;
  const commands = nodeList(fields.cmds).map((item) =>
    isNode(item, "AlterTableCmd") ? item.AlterTableCmd : {},
  );
  if (commands.length === 0 || !commands.every(({ subtype }) => subtype === "AT_AddColumn")) return undefined;
  const columns = commands.map(({ def }) => (isNode(def, "ColumnDef") ? def.ColumnDef : undefined));
  const starts = columns.map((column) => Number(column?.location ?? -1));
  if (starts.some((start) => start < 0)) return undefined;
  const commas = commasAt(statement, { parser, depth: 0 });
  const { schema, name } = relationName(fields.relation);
  return {
    table: qualify(schema ?? "public", name),
    elements: columns.map((column, index) => {
      const start = starts[index] ?? 0;
      const end = commas.find((comma) => comma > start) ?? byteLength(statement.text);
      return { column: String(column?.colname), text: slice(statement.text, start, end).trim() };
    }),
  };
}

/** A CREATE TABLE cut at the commas of its list. */
function tableOf(
  { sql }: BaselineStatement,
  parser: SqlParser,
): { readonly head: string; readonly elements: readonly Element[]; readonly tail: string } | undefined {
  const statement = onlyStatement(sql, parser);
  const fields = statement?.node.CreateStmt;
  if (statement === undefined || !isAstNode(fields) || fields.ofTypename !== undefined) return undefined;
  if (fields.partbound !== undefined) return undefined;
  const list = listOf(statement, parser);
  if (list === undefined) return undefined;
  const commas = commasAt(statement, { parser, depth: 1 }).filter(
    (comma) => comma > list.open && comma < list.close,
  );
  const cuts = [list.open, ...commas, list.close];
  const texts = cuts.slice(1).map((end, index) => slice(statement.text, (cuts[index] ?? 0) + 1, end).trim());
  const elements = nodeList(fields.tableElts);
  if (elements.length > 0 && elements.length !== texts.length) return undefined;
  return {
    head: slice(statement.text, 0, list.open + 1),
    elements: elements.map(
      (element, index): Element => ({
        ...(isNode(element, "ColumnDef") ? { column: String(element.ColumnDef.colname) } : {}),
        text: texts[index] ?? "",
      }),
    ),
    tail: slice(statement.text, list.close, byteLength(statement.text)),
  };
}

/** The parentheses around the list of a CREATE TABLE, in bytes. */
function listOf(
  { text }: ParsedStatement,
  parser: SqlParser,
): { readonly open: number; readonly close: number } | undefined {
  let depth = 0;
  let open: number | undefined;
  for (const { start, end } of parser.scan(text)) {
    const word = slice(text, start, end);
    if (word === "(") {
      depth++;
      open ??= start;
    } else if (word === ")" && --depth === 0 && open !== undefined) return { open, close: start };
  }
  return undefined;
}

/** Places of the commas inside so many parentheses. */
function commasAt(
  { text }: ParsedStatement,
  { parser, depth: wanted }: { readonly parser: SqlParser; readonly depth: number },
): readonly number[] {
  const found: number[] = [];
  let depth = 0;
  for (const { start, end } of parser.scan(text)) {
    const word = slice(text, start, end);
    if (word === "(" || word === "[") depth++;
    else if (word === ")" || word === "]") depth--;
    else if (word === "," && depth === wanted) found.push(start);
  }
  return found;
}

const encoder = new TextEncoder();
const decoder = new TextDecoder("utf-8", { ignoreBOM: true });

let encoded: { readonly text: string; readonly bytes: Uint8Array } | undefined;

/** A stretch by bytes; the text that was asked about last is kept encoded. */
function slice(text: string, start: number, end: number): string {
  if (encoded?.text !== text) encoded = { text, bytes: encoder.encode(text) };
  return decoder.decode(encoded.bytes.subarray(start, end));
}

function byteLength(text: string): number {
  return encoder.encode(text).byteLength;
}
