import { qualified } from "../../catalog/identity.ts";
import type { CatalogSnapshot } from "../../catalog/snapshot.ts";
import { vectorTypesOf } from "../../catalog/vector_types.ts";
import { quoteIdent } from "../../sql/ident.ts";
import { isCarried } from "./map_merge_columns.ts";
import type { MappedColumn, MergeProposal } from "./merge_proposal.ts";

/** SQL of a merge's parts; the source's rows are called `src`, the target's `tgt`. */
export interface MergeSql {
  /** Value of a carried column, as the target takes it. */
  valueOf(column: MappedColumn): string;
  /** The same before nulls become defaults. */
  convertedOf(column: MappedColumn): string;
  /** Number of dimensions of a vector in the source. */
  dimensionsOf(column: MappedColumn): string;
  /** Condition: the source's row has a key that is in the target already. */
  readonly conflict: string;
}

/** Writes the parts of a merge. The snapshot is of a database that has both tables. */
export function mergeSql({ columns, keys, target }: MergeProposal, snapshot: CatalogSnapshot): MergeSql {
  const vectorSchema = vectorTypesOf(snapshot)?.schema;
  const own = ({ source }: MappedColumn) => `src.${quoteIdent(source)}`;
  const dimensionsOf = (column: MappedColumn) =>
    /(?:^|\.)sparsevec(?:\(|$)/.test(column.source_type) || vectorSchema === undefined
      ? // pgvector has no function for it: the text ends in the number of dimensions.
        `pg_catalog.split_part(${own(column)}::text, '/', 2)::int4`
      : `${quoteIdent(vectorSchema)}.vector_dims(${own(column)})`;
  const convertedOf = (column: MappedColumn): string => {
    const { conversion, target_type } = column;
    if (conversion === "same") return own(column);
    // A cast to it would cut the text in silence; an assignment refuses what is too long.
    if (/^character( varying)?(\(\d+\))?$/.test(target_type)) return `${own(column)}::text`;
    const converted = `${own(column)}::text::${target_type}`;
    if (conversion !== "fitting_dimension") return converted;
    return `case when ${dimensionsOf(column)} = ${dimensionOf(target_type)} then ${converted} end`;
  };
  const defaults = new Map(
    snapshot.columns.flatMap(({ relation, name, default: value }) => {
      const table = snapshot.relations.find(({ oid }) => oid === relation);
      return table !== undefined && value !== null && qualified(table) === target
        ? [[name, value] as const]
        : [];
    }),
  );
  const byTarget = new Map(columns.filter(isCarried).map((column) => [column.target, column]));
  const matches = keys.map((names) => {
    const parts = names.map((name) => {
      const column = byTarget.get(name);
      return column === undefined ? "false" : `tgt.${quoteIdent(name)} = ${convertedOf(column)}`;
    });
    return `exists (select from ${target} tgt where ${parts.join(" and ")})`;
  });
  return {
    convertedOf,
    dimensionsOf,
    valueOf: (column) => {
      const value = defaults.get(column.target);
      return column.nulls === "default" && value !== undefined
        ? `coalesce(${convertedOf(column)}, ${value})`
        : convertedOf(column);
    },
    conflict: matches.length === 0 ? "false" : matches.join(" or "),
  };
}

/** The number that a vector type's text states: `extensions.vector(1536)` → 1536. */
function dimensionOf(type: string): number {
  return Number(/\((\d+)\)$/.exec(type)?.[1] ?? -1);
}
