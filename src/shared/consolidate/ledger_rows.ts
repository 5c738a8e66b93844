import { type Session, sqlState } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { quoteIdent, quoteLiteral } from "../sql/ident.ts";

/** A column of the ledger, with its type as SQL names it. */
export interface LedgerColumn {
  readonly name: string;
  readonly type: string;
}

/** A row of the ledger: each value as the text that Postgres reads back unchanged. */
export type LedgerRow = Readonly<Record<string, string | null>>;

/** The whole ledger, whatever columns it has. */
export interface LedgerRows {
  readonly columns: readonly LedgerColumn[];
  /** In the order of their text, so that equal ledgers are equal lists. */
  readonly rows: readonly LedgerRow[];
}

const LEDGER = "supabase_migrations.schema_migrations";

/**
 * Reads every column of every row. The hosted table has up to six columns, the CLI's three.
 * @throws SupawardenError `input` when there is no ledger, `permission` when it may not be read.
 */
export async function readLedgerRows(session: Session): Promise<LedgerRows> {
  const columns = await session.query<{ name: string; type: string }>(`
    select att.attname::text as name, pg_catalog.format_type(att.atttypid, att.atttypmod) as type
    from pg_catalog.pg_attribute att
    join pg_catalog.pg_class rel on rel.oid = att.attrelid
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    where nsp.nspname = 'supabase_migrations' and rel.relname = 'schema_migrations'
      and att.attnum > 0 and not att.attisdropped and att.attgenerated = ''
    order by att.attnum`);
  if (!columns.some(({ name }) => name === "version")) {
    throw new SupawardenError(
      "input",
      "the database has no ledger: there is no table supabase_migrations.schema_migrations",
      {
        hint: "A baseline is adopted where the old migrations were applied; elsewhere it is simply run.",
      },
    );
  }
  const pairs = columns.map(({ name }) => `${quoteLiteral(name)}, mig.${quoteIdent(name)}::text`);
  const rows = await permitted(() =>
    session.query<{ row: string }>(
      `select pg_catalog.json_build_object(${pairs.join(", ")})::text as row from ${LEDGER} mig`,
    ),
  );
  return { columns, rows: rows.map(({ row }) => JSON.parse(row) as LedgerRow).sort(compareRows) };
}

/** Takes rows with these versions out of the ledger. */
export async function deleteLedgerRows(session: Session, versions: readonly string[]): Promise<void> {
  await permitted(() =>
    session.query(`delete from ${LEDGER} mig where mig.version::text = any ($1::text[])`, [versions]),
  );
}

/** Writes rows as they were read; columns that a row lacks get their default. */
export async function insertLedgerRows(session: Session, { columns, rows }: LedgerRows): Promise<void> {
  for (const row of rows) {
    const present = columns.filter(({ name }) => name in row);
    const names = present.map(({ name }) => quoteIdent(name)).join(", ");
    const values = present.map(({ type }, index) => `$${index + 1}::text::${type}`).join(", ");
    await permitted(() =>
      session.query(
        `insert into ${LEDGER} (${names}) overriding system value values (${values})`,
        present.map(({ name }) => row[name] ?? null),
      ),
    );
  }
}

/** Whether two readings hold the same rows with the same columns. */
export function sameRows(left: readonly LedgerRow[], right: readonly LedgerRow[]): boolean {
  return JSON.stringify(left.map(ordered)) === JSON.stringify(right.map(ordered));
}

function ordered(row: LedgerRow): readonly (readonly [string, string | null])[] {
  return Object.entries(row).sort(([left], [right]) => (left < right ? -1 : 1));
}

function compareRows(left: LedgerRow, right: LedgerRow): number {
  const [one, other] = [JSON.stringify(ordered(left)), JSON.stringify(ordered(right))];
  const [version, otherVersion] = [left.version ?? "", right.version ?? ""];
  if (version !== otherVersion) return version < otherVersion ? -1 : 1;
  return one < other ? -1 : one > other ? 1 : 0;
}

async function permitted<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (sqlState(error) !== "42501") throw error;
    throw new SupawardenError(
      "permission",
      "the role may not read and write supabase_migrations.schema_migrations",
      {
        hint: "Connect as the role that owns the ledger, on Supabase postgres.",
        cause: error,
      },
    );
  }
}
