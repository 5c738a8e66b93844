import { type AstNode, type AstValue, nodeList } from "../sql/ast.ts";
import { fieldsOf, isNode, relationName } from "../sql/walk.ts";
import { textField } from "./event_refs.ts";
import { canonicalText } from "./node_text.ts";
import { typeText } from "./type_names.ts";

/** A column as a CREATE TABLE or ALTER TABLE writes it. */
export interface ColumnShape {
  readonly name: string;
  /** As format_type() spells it: `vector(384)`. */
  readonly type: string;
  readonly notNull: boolean;
  /** Its default, or what it is generated from, in a form for comparison. */
  readonly default: string | undefined;
  readonly identity: boolean;
}

/** A table as its CREATE statement writes it. */
export interface TableShape {
  readonly columns: readonly ColumnShape[];
  /** Constraints of the table and its columns, in a form for comparison, each with words for a reader. */
  readonly constraints: ReadonlyMap<string, string>;
}

/** Reads the columns and constraints of a CREATE TABLE statement. */
export function tableShape(create: AstNode): TableShape {
  const constraints = new Map<string, string>();
  const primary = new Set<string>();
  const elements = nodeList(create.tableElts);
  const add = (constraint: AstNode, columns: readonly string[]) => {
    const own = keysOf(constraint);
    const named = own.length > 0 ? own : columns;
    if (constraint.contype === "CONSTR_PRIMARY") for (const column of named) primary.add(column);
    const text = constraintText(constraint, named);
    if (text !== undefined) constraints.set(text.key, text.words);
  };
  for (const item of elements) {
    if (isNode(item, "Constraint")) add(item.Constraint, []);
    else if (isNode(item, "ColumnDef")) {
      const column = textField(item.ColumnDef, "colname");
      for (const inner of nodeList(item.ColumnDef.constraints)) {
        if (isNode(inner, "Constraint")) add(inner.Constraint, [column]);
      }
    }
  }
  const columns = elements.flatMap((item) =>
    isNode(item, "ColumnDef") ? [columnShape(item.ColumnDef)] : [],
  );
  return {
    // A primary key makes its columns not null.
    columns: columns.map((column) => (primary.has(column.name) ? { ...column, notNull: true } : column)),
    constraints,
  };
}

const SERIAL_TYPES: Readonly<Record<string, string>> = {
  bigserial: "bigint",
  serial: "integer",
  serial2: "smallint",
  serial4: "integer",
  serial8: "bigint",
  smallserial: "smallint",
};

/** Reads one column definition. */
export function columnShape(column: AstNode): ColumnShape {
  const constraints = nodeList(column.constraints).flatMap((item) =>
    isNode(item, "Constraint") ? [item.Constraint] : [],
  );
  const of = (...types: readonly string[]) =>
    constraints.find((constraint) => types.includes(String(constraint.contype)));
  const value = of("CONSTR_DEFAULT", "CONSTR_GENERATED");
  const type = typeText(column.typeName);
  const serial = SERIAL_TYPES[type];
  const identity = of("CONSTR_IDENTITY") !== undefined;
  return {
    name: textField(column, "colname"),
    type: serial ?? type,
    notNull: of("CONSTR_NOTNULL", "CONSTR_PRIMARY") !== undefined || serial !== undefined || identity,
    default:
      serial === undefined ? (value === undefined ? undefined : canonicalText(value.raw_expr)) : "nextval",
    identity,
  };
}

function keysOf(constraint: AstNode): readonly string[] {
  const keys = constraint.contype === "CONSTR_FOREIGN" ? constraint.fk_attrs : constraint.keys;
  return nodeList(keys).flatMap((item) => (isNode(item, "String") ? [String(item.String.sval)] : []));
}

interface ConstraintText {
  readonly key: string;
  readonly words: string;
}

function constraintText(constraint: AstNode, columns: readonly string[]): ConstraintText | undefined {
  const list = columns.join(", ");
  switch (constraint.contype) {
    case "CONSTR_PRIMARY":
      return same(`primary key (${list})`);
    case "CONSTR_UNIQUE":
      return same(`unique (${list})`);
    case "CONSTR_FOREIGN": {
      const table = fieldsOf(constraint.pktable, "RangeVar") ?? {};
      const { schema, name } = relationName(table);
      const target = schema === undefined || schema === "public" ? name : `${schema}.${name}`;
      const actions = [constraint.fk_del_action, constraint.fk_upd_action].join();
      const words = `foreign key (${list}) to ${target}`;
      return { key: `${words} ${actions}`, words: `${words}${deletion(constraint.fk_del_action)}` };
    }
    case "CONSTR_CHECK":
      return {
        key: `check ${canonicalText(constraint.raw_expr)}`,
        words: columns.length > 0 ? `check on ${list}` : "check",
      };
    case "CONSTR_EXCLUSION":
      return { key: `exclude ${canonicalText(constraint.exclusions)}`, words: "exclusion" };
    default:
      return undefined;
  }
}

function same(words: string): ConstraintText {
  return { key: words, words };
}

function deletion(action: AstValue): string {
  const words: Readonly<Record<string, string>> = {
    c: "cascade",
    d: "set default",
    n: "set null",
    r: "restrict",
  };
  const word = words[String(action)];
  return word === undefined ? "" : ` on delete ${word}`;
}

const shapes = new WeakMap<AstNode, TableShape>();

/** The columns and constraints of a statement that creates a table, read once; nothing for any other. */
export function shapeOfStatement(node: AstNode): TableShape | undefined {
  const create = isNode(node, "CreateStmt") ? node.CreateStmt : undefined;
  if (create === undefined) return undefined;
  const known = shapes.get(create) ?? tableShape(create);
  shapes.set(create, known);
  return known;
}
