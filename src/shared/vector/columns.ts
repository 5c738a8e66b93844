import type { Column } from "../catalog/columns.ts";
import { columnRef, type ObjectRef } from "../catalog/identity.ts";
import { groupBy } from "../catalog/lookup.ts";
import type { Relation } from "../catalog/relations.ts";
import { isUserObject } from "../catalog/scope.ts";
import type { VectorType, VectorTypes } from "../catalog/vector_types.ts";
import type { RuleInput } from "../facts/rule_input.ts";
import type { Size } from "./size.ts";

/** A column of a vector type, of any kind of relation. */
export interface VectorColumn {
  readonly relation: Relation;
  readonly column: Column;
  readonly type: VectorType;
  readonly ref: ObjectRef;
  readonly size: Size;
}

/** The vector columns of the user's relations, by relation. */
export function readVectorColumns(
  { snapshot, lookup }: RuleInput,
  types: VectorTypes,
): ReadonlyMap<number, readonly VectorColumn[]> {
  const found = snapshot.columns.flatMap((column): VectorColumn[] => {
    const type = types.byOid(column.type_oid, column.typmod);
    const relation = lookup.relations.get(column.relation);
    if (type === undefined || relation === undefined || !isUserObject(relation)) return [];
    const ref = columnRef(relation, column.name);
    const size: Size = {
      kind: type.kind,
      dimension: type.dimension,
      array: type.array,
      source: "column",
      name: ref.identity,
    };
    return [{ relation, column, type, ref, size }];
  });
  return groupBy(found, (vector) => vector.relation.oid);
}

/** The size of an expression that reads the column. */
export function columnSize(vector: VectorColumn): Size {
  return { ...vector.size, column: vector };
}

/** Whether rows with the column are stored in this database and the column is declared on it, not on its root. */
export function holdsRows({ relation }: VectorColumn): boolean {
  return (
    (relation.kind === "table" ||
      relation.kind === "partitioned table" ||
      relation.kind === "materialized view") &&
    relation.partition_of === null
  );
}
