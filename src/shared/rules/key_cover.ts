import type { Index } from "../catalog/indexes.ts";
import type { CatalogLookup } from "../catalog/lookup.ts";
import { quoteIdent } from "../sql/ident.ts";

/** Columns of one table that are searched together, such as those of a foreign key. */
export interface KeyColumns {
  readonly numbers: readonly number[];
  readonly names: readonly string[];
}

/** Columns of a table by number, with their names. */
export function keyColumns(lookup: CatalogLookup, relation: number, numbers: readonly number[]): KeyColumns {
  const columns = lookup.columns.get(relation) ?? [];
  return {
    numbers,
    names: numbers.map((number) => columns.find((column) => column.number === number)?.name ?? ""),
  };
}

/** Whether the server can find the rows of given values by the index: all of them, by these columns first. */
export function covers(index: Index, key: KeyColumns): boolean {
  return (
    index.valid &&
    index.ready &&
    leads(index, key.numbers) &&
    isExact(index) &&
    (index.predicate === null || isImplied(index.predicate, key.names))
  );
}

/** Whether the first key columns are these, in any order: a search for equal values does not care for it. */
function leads(index: Index, numbers: readonly number[]): boolean {
  if (numbers.length > index.key_columns) return false;
  const leading = index.columns.slice(0, numbers.length);
  const other = index.traits?.other_collations;
  return numbers.every((number) => leading.includes(number) && other?.includes(number) !== true);
}

/** A BRIN index leads to ranges of pages, a trigram index to candidates: for one key both mean reading many rows. */
function isExact(index: Index): boolean {
  return index.access_method !== "brin" && !index.operator_classes.some((name) => name.endsWith("trgm_ops"));
}

/** A search for a value implies that its column is not null; any other condition leaves rows out. */
function isImplied(predicate: string, names: readonly string[]): boolean {
  const accepted = new Set(names.flatMap((name) => [quoteIdent(name), name]).map(isNotNull));
  if (accepted.has(predicate)) return true;
  const parts = predicate.slice(1, -1).split(" AND ");
  return parts.length > 1 && parts.every((part) => accepted.has(part));
}

function isNotNull(name: string): string {
  return `(${name} IS NOT NULL)`;
}
