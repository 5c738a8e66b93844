import { qualified } from "../catalog/identity.ts";
import type { Index } from "../catalog/indexes.ts";
import type { CatalogLookup } from "../catalog/lookup.ts";
import { qualify, quoteIdent, quoteLiteral } from "../sql/ident.ts";

/**
 * The statement that makes the index as it is; `undefined` where the snapshot does not tell all of it: several
 * expressions (they stand in one text), a collation that is not the column's, parameters of an operator class.
 */
export function createIndexSql(lookup: CatalogLookup, index: Index): string | undefined {
  const relation = lookup.relations.get(index.relation);
  const keys = keyList(lookup, index);
  if (relation === undefined || keys === undefined) return undefined;
  const names = columnNames(lookup, index);
  const included = index.columns.slice(index.key_columns).map((number) => quoteIdent(names(number)));
  const options = index.options.map(optionSql);
  return [
    `create ${index.unique ? "unique " : ""}index ${quoteIdent(index.name)} on ${qualified(relation)} using ${quoteIdent(index.access_method)} (${keys.join(", ")})`,
    ...(included.length === 0 ? [] : [`include (${included.join(", ")})`]),
    ...(index.traits?.nulls_not_distinct === true ? ["nulls not distinct"] : []),
    ...(options.length === 0 ? [] : [`with (${options.join(", ")})`]),
    ...(index.predicate === null ? [] : [`where ${index.predicate}`]),
  ]
    .join(" ")
    .concat(";");
}

function keyList(lookup: CatalogLookup, index: Index): readonly string[] | undefined {
  const { traits } = index;
  const expressions = index.columns.filter((number) => number === 0).length;
  if (traits !== null && (traits.other_collations.length > 0 || traits.operator_class_options !== null)) {
    return undefined;
  }
  if (expressions > 1 || (expressions === 1 && (index.expressions === null || !hasPlainCollations(index)))) {
    return undefined;
  }
  const names = columnNames(lookup, index);
  return index.columns.slice(0, index.key_columns).map((number, position) => {
    const value = number === 0 ? `(${index.expressions})` : quoteIdent(names(number));
    return `${value}${operatorClassSql(index, position)}${sortSql(index, position)}`;
  });
}

function columnNames(lookup: CatalogLookup, index: Index): (number: number) => string {
  const columns = lookup.columns.get(index.relation) ?? [];
  return (number) => columns.find((column) => column.number === number)?.name ?? "";
}

/** Collations and sort options, by key column, out of their common text. */
function orderingOf(index: Index): {
  readonly collations: readonly string[];
  readonly options: readonly number[];
} {
  const tokens = index.ordering.split(" ");
  return {
    collations: tokens.slice(0, index.key_columns),
    options: tokens.slice(index.key_columns, 2 * index.key_columns).map(Number),
  };
}

/** An expression's own collation is not known, so only none (0) and the default (100) are taken for it. */
function hasPlainCollations(index: Index): boolean {
  return orderingOf(index).collations.every((collation) => collation === "0" || collation === "100");
}

function operatorClassSql(index: Index, position: number): string {
  const schema = index.traits?.operator_class_schemas?.[position];
  const name = index.operator_classes[position];
  if (schema === undefined || name === undefined) return "";
  return ` ${schema === "pg_catalog" ? quoteIdent(name) : qualify(schema, name)}`;
}

/** Bit 1 is `desc`, bit 2 `nulls first`; each direction has its own default for nulls. */
function sortSql(index: Index, position: number): string {
  const option = orderingOf(index).options[position] ?? 0;
  const descending = (option & 1) !== 0;
  const nullsFirst = (option & 2) !== 0;
  const nulls = descending === nullsFirst ? "" : ` nulls ${nullsFirst ? "first" : "last"}`;
  return `${descending ? " desc" : ""}${nulls}`;
}

function optionSql(option: string): string {
  const [name = "", ...value] = option.split("=");
  return `${quoteIdent(name)} = ${quoteLiteral(value.join("="))}`;
}
