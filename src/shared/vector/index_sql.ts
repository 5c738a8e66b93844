import { freeName } from "../catalog/free_name.ts";
import { qualified } from "../catalog/identity.ts";
import type { CatalogSnapshot } from "../catalog/snapshot.ts";
import type { VectorKind } from "../catalog/vector_types.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";
import type { VectorColumn } from "./columns.ts";
import type { VectorGraph } from "./graph.ts";
import { type DistanceOperator, operatorClass } from "./operators.ts";

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
  const name = freeName(snapshot, {
    schema: column.relation.schema,
    stem: `${column.relation.name}_${column.column.name}`,
    tail: `_${operatorClassName.replace(/_ops$/, "")}_idx`,
  });
  const value = quoteIdent(column.column.name);
  const key = as === undefined ? value : `(${value}::${qualify(schema, as)}(${column.type.dimension}))`;
  // The operator classes for bit strings lie in the extension's schema too.
  const sql = `create index ${quoteIdent(name)} on ${qualified(column.relation)} using hnsw (${key} ${qualify(schema, operatorClassName)});`;
  return { sql, undo_sql: `drop index ${qualify(column.relation.schema, name)};` };
}
