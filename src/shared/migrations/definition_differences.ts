import { type AstNode, type AstValue, isAstNode } from "../sql/ast.ts";
import { quoteIdent } from "../sql/ident.ts";
import { canonicalText } from "./node_text.ts";
import type { ReadStatement } from "./reading.ts";
import { type ColumnShape, shapeOfStatement, type TableShape } from "./table_shape.ts";

/** One difference between two definitions of an object, in words: what the first has, what the second has. */
export interface Difference {
  /** A column, a constraint or another part of the definition. */
  readonly part: string;
  readonly first: string;
  readonly second: string;
}

/** What a missing part is called. */
export const ABSENT = "missing";

/**
 * How two statements that create one object differ; nothing where they cannot be compared: a DO block, or statements of
 * two kinds, whose difference is said by `kind`.
 */
export function definitionDifferences(
  first: ReadStatement,
  second: ReadStatement,
): readonly Difference[] | undefined {
  const [one, other] = [first.statement, second.statement];
  if (one.kind === "DoStmt" || other.kind === "DoStmt") return undefined;
  const [left, right] = [shapeOfStatement(one.node), shapeOfStatement(other.node)];
  if (left !== undefined && right !== undefined) return tableDifferences(left, right);
  if (one.kind !== other.kind)
    return [{ part: "kind", first: kindWord(one.kind), second: kindWord(other.kind) }];
  return partDifferences(fieldsOf(one.node, one.kind), fieldsOf(other.node, other.kind));
}

function fieldsOf(node: AstNode, kind: string): AstNode {
  const fields = node[kind];
  return isAstNode(fields) ? fields : {};
}

/** Differences of two tables: columns of the first in their order, then columns that only the second has, then constraints. */
function tableDifferences(first: TableShape, second: TableShape): readonly Difference[] {
  const others = new Map(second.columns.map((column) => [column.name, column]));
  const known = new Set(first.columns.map((column) => column.name));
  return [
    ...first.columns.flatMap((column) => columnDifferences(column, others.get(column.name))),
    ...second.columns
      .filter((column) => !known.has(column.name))
      .map((column) => ({ part: `column ${quoteIdent(column.name)}`, first: ABSENT, second: column.type })),
    ...constraintDifferences(first.constraints, second.constraints),
  ];
}

/** Differences of two definitions of one column; the second may be missing. */
export function columnDifferences(
  first: ColumnShape,
  second: ColumnShape | undefined,
): readonly Difference[] {
  const part = `column ${quoteIdent(first.name)}`;
  if (second === undefined) return [{ part, first: first.type, second: ABSENT }];
  const differences: Difference[] = [];
  if (first.type !== second.type) differences.push({ part, first: first.type, second: second.type });
  if (first.notNull !== second.notNull) {
    const word = (column: ColumnShape) => (column.notNull ? "not null" : "nullable");
    differences.push({ part, first: word(first), second: word(second) });
  }
  if (first.default !== second.default) {
    const word = (column: ColumnShape) => (column.default === undefined ? "no default" : "a default");
    const both = first.default !== undefined && second.default !== undefined;
    differences.push({
      part,
      first: both ? "one default" : word(first),
      second: both ? "another" : word(second),
    });
  }
  if (first.identity !== second.identity) {
    const word = (column: ColumnShape) => (column.identity ? "an identity" : "no identity");
    differences.push({ part, first: word(first), second: word(second) });
  }
  return differences;
}

function constraintDifferences(
  first: TableShape["constraints"],
  second: TableShape["constraints"],
): readonly Difference[] {
  const only = (own: TableShape["constraints"], other: TableShape["constraints"]) =>
    [...own].flatMap(([key, words]) => (other.has(key) ? [] : [words]));
  return [
    ...only(first, second).map((words) => ({ part: words, first: "there", second: ABSENT })),
    ...only(second, first).map((words) => ({ part: words, first: ABSENT, second: "there" })),
  ];
}

/** What the fields of statements are called in SQL. */
const FIELD_WORDS: Readonly<Record<string, string>> = {
  accessMethod: "access method",
  actions: "actions",
  args: "arguments",
  cmd_name: "command",
  coldeflist: "attributes",
  constraints: "constraints",
  events: "events",
  funcname: "function",
  idxname: "name",
  indexParams: "columns",
  options: "options",
  params: "parameters",
  parameters: "parameters",
  permissive: "kind (permissive or restrictive)",
  qual: "using",
  query: "query",
  relation: "table",
  returnType: "result",
  roles: "roles",
  row: "level (row or statement)",
  sql_body: "body",
  timing: "time",
  typeName: "type",
  unique: "uniqueness",
  vals: "values",
  whenClause: "condition",
  whereClause: "condition",
  with_check: "with check",
};

/** The name itself is the same object's, however it is written. */
const NAME_FIELDS: ReadonlySet<string> = new Set([
  "concurrent",
  "policy_name",
  "trigname",
  "view",
  "sequence",
  "typevar",
]);

function partDifferences(first: AstNode, second: AstNode): readonly Difference[] {
  const fields = new Set([...Object.keys(first), ...Object.keys(second)]);
  return [...fields].sort().flatMap((field) => {
    if (IGNORED_FIELDS.has(field) || NAME_FIELDS.has(field)) return [];
    if (canonicalText(bare(first[field])) === canonicalText(bare(second[field]))) return [];
    const word = (value: AstValue) => (value === undefined ? ABSENT : "one");
    const isBoth = first[field] !== undefined && second[field] !== undefined;
    return [
      {
        part: FIELD_WORDS[field] ?? field,
        first: word(first[field]),
        second: isBoth ? "another" : word(second[field]),
      },
    ];
  });
}

const IGNORED_FIELDS: ReadonlySet<string> = new Set([
  "if_not_exists",
  "replace",
  "funcname",
  "domainname",
  "defnames",
]);

/** The table that an index or policy is on may be written with its schema or without. */
function bare(value: AstValue): AstValue {
  if (!isAstNode(value) || typeof value.relname !== "string") return value;
  return value.relname;
}

function kindWord(kind: string): string {
  const words: Readonly<Record<string, string>> = {
    CreateForeignTableStmt: "foreign table",
    CreateStmt: "table",
    CreateTableAsStmt: "table or materialized view of a query",
    IndexStmt: "index",
    SelectStmt: "table of a query",
    ViewStmt: "view",
  };
  return words[kind] ?? kind;
}

/** Differences as one sentence part: `column id is uuid there and bigint here; …`. */
export function differencesText(differences: readonly Difference[], most = 5): string {
  const told = differences.slice(0, most).map(({ part, first, second }) => {
    if (second === ABSENT) return `${part}: only in the first`;
    if (first === ABSENT) return `${part}: only in the second`;
    return `${part}: ${first} in the first, ${second} in the second`;
  });
  const more = differences.length - told.length;
  return `${told.join("; ")}${more > 0 ? `; and ${more} more differences` : ""}`;
}
