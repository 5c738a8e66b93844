import { NOT_SYSTEM_SCHEMA } from "../catalog/family.ts";
import type { Session } from "../database/database.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";

/** The rows of one table as they compare. */
export interface TableRows {
  readonly rows: number;
  /** SHA-256 over the rows' own, in order of those; of the columns that were not left out. */
  readonly digest: string;
  /** The same of each column's values alone. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Rows by qualified name of the table; empty tables are left out, filled materialized views without a row are not. */
export type RowDigests = ReadonlyMap<string, TableRows>;

/** Columns of a table that are left out, by qualified name of the table. */
export type LeftOut = ReadonlyMap<string, ReadonlySet<string>>;

interface Table {
  readonly schema: string;
  readonly name: string;
  /** A materialized view that was never filled cannot be read: one without a row is another thing. */
  readonly is_view: boolean;
  readonly columns: readonly string[];
}

/** What the replay, the runner and the scheduler write for themselves. */
const NOT_DATA = `not (nsp.nspname = 'supabase_migrations' or nsp.nspname = 'cron' and rel.relname = 'job_run_details')`;

/** How many tables one query asks whether they hold a row. */
const BATCH = 200;

/**
 * Digests of every row that tables and filled materialized views hold, partitions each by itself. The session's
 * search_path must be empty. Reads all rows, so this is for a shadow database.
 */
export async function readRowDigests(session: Session, leftOut: LeftOut = new Map()): Promise<RowDigests> {
  const digests = new Map<string, TableRows>();
  for (const table of await filledTables(session)) {
    const key = qualify(table.schema, table.name);
    digests.set(key, await digestOf(session, table, leftOut.get(key)));
  }
  return digests;
}

async function filledTables(session: Session): Promise<Table[]> {
  const tables = await session.query<Omit<Table, "columns"> & { columns: string }>(`
    select nsp.nspname::text as schema, rel.relname::text as name, rel.relkind = 'm' as is_view,
      pg_catalog.json_agg(att.attname order by att.attnum)::text as columns
    from pg_catalog.pg_class rel
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    join pg_catalog.pg_attribute att on att.attrelid = rel.oid and att.attnum > 0 and not att.attisdropped
    where (rel.relkind = 'r' or rel.relkind = 'm' and rel.relispopulated) and rel.relpersistence <> 't'
      and ${NOT_SYSTEM_SCHEMA} and ${NOT_DATA}
    group by nsp.nspname, rel.relname, rel.relkind
    order by nsp.nspname collate "C", rel.relname collate "C"`);
  const filled: Table[] = [];
  for (let start = 0; start < tables.length; start += BATCH) {
    const batch = tables.slice(start, start + BATCH);
    const asked = batch.map(
      ({ schema, name, is_view }, index) =>
        `select ${index} as place where ${is_view} or exists (select from only ${qualify(schema, name)})`,
    );
    for (const { place } of await session.query<{ place: number }>(asked.join("\nunion all\n"))) {
      const table = batch[place];
      if (table !== undefined) filled.push({ ...table, columns: JSON.parse(table.columns) as string[] });
    }
  }
  return filled.sort((left, right) =>
    compareText(qualify(left.schema, left.name), qualify(right.schema, right.name)),
  );
}

async function digestOf(
  session: Session,
  table: Table,
  leftOut: ReadonlySet<string> | undefined,
): Promise<TableRows> {
  const values = table.columns.map((name) => `pg_catalog.quote_nullable(${quoteIdent(name)}::text)`);
  const kept = values.filter((_, index) => leftOut?.has(table.columns[index] ?? "") !== true);
  const row = kept.length === 0 ? "''" : kept.join(" || ',' || ");
  const [found] = await session.query<{ rows: string; digests: string }>(`
    select pg_catalog.count(*)::text as rows,
      pg_catalog.to_json(array[${[row, ...values].map(orderedDigest).join(", ")}])::text as digests
    from only ${qualify(table.schema, table.name)}`);
  const [digest = "", ...columns] = JSON.parse(found?.digests ?? "[]") as string[];
  return {
    rows: Number(found?.rows ?? 0),
    digest,
    columns: Object.fromEntries(table.columns.map((name, index) => [name, columns[index] ?? ""])),
  };
}

function orderedDigest(value: string): string {
  const hash = (text: string) => `pg_catalog.sha256(pg_catalog.convert_to(${text}, 'UTF8'))`;
  const each = `pg_catalog.encode(${hash(value)}, 'hex')`;
  return `pg_catalog.encode(${hash(`pg_catalog.string_agg(${each}, ',' order by ${each} collate "C")`)}, 'hex')`;
}

/** Where each sequence that was used stands, by qualified name. */
export async function readSequenceStates(session: Session): Promise<ReadonlyMap<string, string>> {
  const rows = await session.query<{ schema: string; name: string; value: string }>(`
    select seq.schemaname::text as schema, seq.sequencename::text as name, seq.last_value::text as value
    from pg_catalog.pg_sequences seq
    join pg_catalog.pg_namespace nsp on nsp.nspname = seq.schemaname
    where seq.last_value is not null and ${NOT_SYSTEM_SCHEMA} and nsp.nspname <> 'supabase_migrations'
      and not (nsp.nspname = 'cron' and seq.sequencename = 'runid_seq')
    order by nsp.nspname collate "C", seq.sequencename collate "C"`);
  return new Map(rows.map(({ schema, name, value }) => [qualify(schema, name), value]));
}

function compareText(left: string, right: string): number {
  return left < right ? -1 : left > right ? 1 : 0;
}
