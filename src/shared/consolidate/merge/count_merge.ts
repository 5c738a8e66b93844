import { qualified } from "../../catalog/identity.ts";
import type { CatalogSnapshot } from "../../catalog/snapshot.ts";
import type { DataType } from "../../catalog/types.ts";
import type { Session } from "../../database/database.ts";
import { quoteIdent, quoteLiteral } from "../../sql/ident.ts";
import { groupOf, isCarried } from "./map_merge_columns.ts";
import type { ColumnCounts, MappedColumn, MergeCounts, MergeProposal } from "./merge_proposal.ts";
import { type MergeSql, mergeSql } from "./merge_sql.ts";

/** Range of the integer types. */
const RANGES: Readonly<Record<string, readonly [string, string]>> = {
  smallint: ["-32768", "32767"],
  integer: ["-2147483648", "2147483647"],
  bigint: ["-9223372036854775808", "9223372036854775807"],
};

/** Conditions on a row of the source, each for a number that is counted; nothing where no condition tells it. */
interface Conditions {
  readonly lost?: string;
  readonly changed?: string;
  readonly refused?: string;
  readonly defaulted?: string;
}

const NUMBERS = ["lost", "changed", "refused", "defaulted"] as const;

/**
 * Counts what a merge would lose, in one reading of each table; no value leaves the database.
 * @throws the driver's error when a table may not be read, or it takes longer than the session allows.
 */
export async function countMerge(
  session: Session,
  proposal: MergeProposal,
  { snapshot, on }: { readonly snapshot: CatalogSnapshot; readonly on: string },
): Promise<MergeCounts> {
  const sql = mergeSql(proposal, snapshot);
  const subjects = [
    ...proposal.columns.map((column) => ({
      column: column.source,
      ...conditionsOf(column, { sql, snapshot }),
    })),
    ...proposal.left_behind.map((column) => ({ column, lost: `src.${quoteIdent(column)} is not null` })),
  ];
  const counted = subjects.flatMap((subject, index) =>
    NUMBERS.flatMap((number) => {
      const condition = (subject as Conditions)[number];
      return condition === undefined
        ? []
        : [`pg_catalog.count(*) filter (where ${condition})::float8 as ${number}_${index}`];
    }),
  );
  const [row = {}] = await session.query<Record<string, number>>(`
    select
      pg_catalog.count(*)::float8 as source_rows,
      (select pg_catalog.count(*) from ${proposal.target})::float8 as target_rows,
      pg_catalog.count(*) filter (where ${sql.conflict})::float8 as conflicts${counted.map((text) => `,\n      ${text}`).join("")}
    from ${proposal.source} src`);
  const { source_rows = 0, target_rows = 0, conflicts = 0 } = row;
  const columns = subjects.map(
    (subject, index): ColumnCounts => ({
      column: subject.column,
      lost: row[`lost_${index}`] ?? 0,
      changed: row[`changed_${index}`] ?? ("unknown" in subject && subject.unknown ? null : 0),
      refused: row[`refused_${index}`] ?? ("unknown" in subject && subject.unknown ? null : 0),
      defaulted: row[`defaulted_${index}`] ?? 0,
    }),
  );
  return {
    on,
    source_rows,
    target_rows,
    conflicts,
    target_rows_after: target_rows + source_rows - conflicts,
    columns: columns.filter((column) => NUMBERS.some((number) => column[number] !== 0)),
  };
}

function conditionsOf(
  column: MappedColumn,
  { sql, snapshot }: { readonly sql: MergeSql; readonly snapshot: CatalogSnapshot },
): Conditions & { readonly unknown?: boolean } {
  const own = `src.${quoteIdent(column.source)}`;
  if (!isCarried(column)) return { lost: `${own} is not null` };
  const nulls =
    column.nulls === "kept"
      ? {}
      : { [column.nulls === "default" ? "defaulted" : "refused"]: `${own} is null` };
  if (column.conversion === "same") return nulls;
  if (column.conversion === "fitting_dimension") {
    const wanted = /\((\d+)\)$/.exec(column.target_type)?.[1] ?? "-1";
    return { ...nulls, lost: `${sql.dimensionsOf(column)} <> ${wanted}` };
  }
  const refusal = refusalOf(column, snapshot);
  if (refusal === undefined) return { ...nulls, unknown: true };
  const refused = "refused" in nulls ? `${nulls.refused} or ${refusal}` : refusal;
  return { ...nulls, refused, ...changeOf(column, refusal) };
}

/** Condition: the target's type does not take the value. */
function refusalOf(
  { source, source_type, target_type }: MappedColumn,
  snapshot: CatalogSnapshot,
): string | undefined {
  const own = `src.${quoteIdent(source)}`;
  if (snapshot.server.version >= 160_000) {
    return `not pg_catalog.pg_input_is_valid(${own}::text, ${quoteLiteral(target_type)})`;
  }
  const length = /^character(?: varying)?\((\d+)\)$/.exec(target_type)?.[1];
  if (length !== undefined) return `pg_catalog.char_length(${own}::text) > ${length}`;
  if (target_type === "text" || target_type === "character varying") return "false";
  const range = RANGES[target_type];
  if (range !== undefined && groupOf(source_type) === "number") {
    return `(${own} not between ${range[0]} and ${range[1]} or ${own} <> pg_catalog.trunc(${own}::numeric))`;
  }
  const labels = enumOf(target_type, snapshot)?.labels;
  if (labels !== undefined) {
    return `${own}::text <> all (array[${labels.map(quoteLiteral).join(", ")}]::text[])`;
  }
  return undefined;
}

/** Condition: the value arrives as another one. Of texts and what has no equality it is not asked. */
function changeOf({ source, source_type, target_type }: MappedColumn, refusal: string): Conditions {
  const group = groupOf(source_type);
  if (group !== "number" && group !== "date") return {};
  if (groupOf(target_type) !== group) return {};
  const own = `src.${quoteIdent(source)}`;
  const there = `${own}::text::${target_type}::text::${source_type}`;
  return { changed: `case when ${refusal} then false else ${there} is distinct from ${own} end` };
}

function enumOf(type: string, snapshot: CatalogSnapshot): DataType | undefined {
  return snapshot.types.find((known) => known.kind === "enum" && qualified(known) === type);
}
