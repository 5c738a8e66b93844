import type { Column } from "../../catalog/columns.ts";
import { qualified } from "../../catalog/identity.ts";
import { lookupOf } from "../../catalog/lookup.ts";
import type { CatalogSnapshot } from "../../catalog/snapshot.ts";
import { vectorTypesOf } from "../../catalog/vector_types.ts";
import type { TablePair } from "./find_merges.ts";
import type { Conversion, MappedColumn, MergeProposal } from "./merge_proposal.ts";

/** Types whose values are numbers, dates and so on: a value of one group is no value of another. */
const GROUPS: readonly (readonly [string, readonly string[]])[] = [
  ["number", ["smallint", "integer", "bigint", "numeric", "real", "double precision"]],
  ["date", ["date", "timestamp without time zone", "timestamp with time zone"]],
  ["uuid", ["uuid"]],
  ["boolean", ["boolean"]],
  ["json", ["json", "jsonb"]],
];

/** The group of a type; nothing for text and for types that only the server knows. */
export function groupOf(type: string): string | undefined {
  const base = type.replace(/\([\d,]+\)/, "");
  return GROUPS.find(([, types]) => types.includes(base))?.[0];
}

/** Maps the columns of a pair by name. Columns of another name are left behind: somebody has to say what they hold. */
export function proposeMerge(pair: TablePair, snapshot: CatalogSnapshot): MergeProposal {
  const lookup = lookupOf(snapshot);
  const { source, target, evidence } = pair;
  const columnsOf = (oid: number) => lookup.columns.get(oid) ?? [];
  const targets = columnsOf(target.oid).filter(({ generated }) => generated === "");
  const vectors = vectorTypesOf(snapshot);
  const columns = columnsOf(source.oid).flatMap((from): MappedColumn[] => {
    const into = targets.find(({ name }) => name === from.name);
    if (into === undefined) return [];
    return [
      {
        source: from.name,
        target: into.name,
        source_type: from.type,
        target_type: into.type,
        conversion: conversionOf(from, into, vectors),
        nulls: !into.not_null || from.not_null ? "kept" : into.default === null ? "refused" : "default",
      },
    ];
  });
  const carried = new Set(columns.filter(isCarried).map((column) => column.target));
  const unfilled = targets.filter(({ name }) => !carried.has(name));
  const missing = unfilled.filter(
    (column) => column.not_null && column.default === null && column.identity === "",
  );
  const keys = (lookup.constraints.get(target.oid) ?? [])
    .filter(({ kind }) => kind === "primary key" || kind === "unique")
    .sort((left, right) => Number(right.kind === "primary key") - Number(left.kind === "primary key"))
    .map((key) =>
      key.columns.map(
        (number) => columnsOf(target.oid).find((column) => column.number === number)?.name ?? "",
      ),
    )
    .filter((names) => names.every((name) => carried.has(name)));
  return {
    id: `merge:${qualified(source)}:${qualified(target)}`,
    source: qualified(source),
    target: qualified(target),
    evidence,
    columns,
    left_behind: columnsOf(source.oid)
      .map(({ name }) => name)
      .filter((name) => !columns.some((column) => column.source === name)),
    filled: unfilled.map(({ name }) => name),
    keys,
    referenced_by: snapshot.constraints.flatMap(({ referenced_relation, relation, name }) => {
      const owner = lookup.relations.get(relation);
      return referenced_relation === source.oid && owner !== undefined
        ? [`${name} on ${qualified(owner)}`]
        : [];
    }),
    ...(missing.length === 0
      ? {}
      : {
          obstacle: `${missing.map(({ name }) => name).join(", ")} of ${qualified(target)} must have a value and nothing gives one`,
        }),
  };
}

/** Whether values of the column get into the other at all. */
export function isCarried({ conversion }: MappedColumn): boolean {
  return conversion !== "none" && conversion !== "other_dimension";
}

function conversionOf(from: Column, into: Column, vectors: ReturnType<typeof vectorTypesOf>): Conversion {
  if (from.type === into.type) return "same";
  const size = vectors?.byOid(from.type_oid, from.typmod)?.dimension;
  const wanted = vectors?.byOid(into.type_oid, into.typmod)?.dimension;
  if (size !== undefined && wanted !== undefined) {
    if (wanted < 0 || size === wanted) return "text";
    return size < 0 ? "fitting_dimension" : "other_dimension";
  }
  const group = groupOf(from.type);
  const other = groupOf(into.type);
  // Of text the values tell whether they are vectors.
  if (size !== undefined && (other !== undefined || into.type.endsWith("[]"))) return "none";
  if (wanted !== undefined && (group !== undefined || from.type.endsWith("[]"))) return "none";
  return group !== undefined && other !== undefined && group !== other ? "none" : "text";
}
