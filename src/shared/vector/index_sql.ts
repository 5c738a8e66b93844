import { qualified } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import type { VectorColumn } from "./columns.ts";
import type { VectorGraph } from "./graph.ts";
import { type DistanceOperator, operatorClass } from "./operators.ts";
import type { VectorKind } from "./types.ts";

/** How to make an index, and how to take it back. */
export interface IndexSql {
  readonly sql: string;
  readonly undo_sql: string;
}

/** An HNSW index of the column for an operator; with `as`, over the column cast to that type. */
export function createIndex(
  { snapshot, graph }: { readonly snapshot: CatalogSnapshot; readonly graph: VectorGraph },
  column: VectorColumn,
  { operator, as }: { readonly operator: DistanceOperator; readonly as?: VectorKind },
): IndexSql {
  const { schema } = graph.types;
  const kind = as ?? column.type.kind;
  const operatorClassName = operatorClass(kind, operator);
  const name = freeName(snapshot, column, operatorClassName);
  const value = quoteIdent(column.column.name);
  const key = as === undefined ? value : `(${value}::${qualify(schema, as)}(${column.type.dimension}))`;
  // The operator classes for bit strings lie in the extension's schema too.
  const sql = `create index ${quoteIdent(name)} on ${qualified(column.relation)} using hnsw (${key} ${qualify(schema, operatorClassName)});`;
  return { sql, undo_sql: `drop index ${qualify(column.relation.schema, name)};` };
}

const namesBySchema = new WeakMap<CatalogSnapshot, ReadonlyMap<string, ReadonlySet<string>>>();

/** Names of relations, indexes and sequences, which share one name space in each schema. */
function takenNames(snapshot: CatalogSnapshot): ReadonlyMap<string, ReadonlySet<string>> {
  const known = namesBySchema.get(snapshot);
  if (known !== undefined) return known;
  const objects = [...snapshot.indexes, ...snapshot.relations, ...snapshot.sequences];
  const names = new Map(
    [...groupBy(objects, ({ schema }) => schema)].map(([schema, found]) => [
      schema,
      new Set(found.map(({ name }) => name)),
    ]),
  );
  namesBySchema.set(snapshot, names);
  return names;
}

/** A name that no relation of the schema has, at most 63 bytes. */
function freeName(
  snapshot: CatalogSnapshot,
  { relation, column }: VectorColumn,
  operatorClassName: string,
): string {
  const taken = takenNames(snapshot).get(relation.schema) ?? new Set<string>();
  for (let number = 0; ; number++) {
    const tail = `_${operatorClassName.replace(/_ops$/, "")}_idx${number === 0 ? "" : number}`;
    const name = `${clip(`${relation.name}_${column.name}`, 63 - tail.length)}${tail}`;
    if (!taken.has(name)) return name;
  }
}

function clip(text: string, bytes: number): string {
  const encoder = new TextEncoder();
  let clipped = "";
  let used = 0;
  for (const character of text) {
    used += encoder.encode(character).length;
    if (used > bytes) break;
    clipped += character;
  }
  return clipped;
}
