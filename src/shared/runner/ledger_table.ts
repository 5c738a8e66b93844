import type { LedgerEntry } from "../catalog/ledger.ts";
import { arrayToText } from "../database/array_text.ts";
import { type Session, sqlState } from "../database/database.ts";
import { SupawardenError } from "../errors.ts";
import { quoteLiteral } from "../sql/ident.ts";

/** The ledger as it was found. */
export interface Ledger {
  /** The columns it has; empty where there is no table yet, which the Supabase CLI reads as no migrations. */
  readonly columns: ReadonlySet<string>;
  /** In the order of the version's text. */
  readonly rows: readonly LedgerEntry[];
}

const COLUMNS = `
select at.attname::text as name
from pg_catalog.pg_attribute at
join pg_catalog.pg_class cl on cl.oid = at.attrelid
join pg_catalog.pg_namespace ns on ns.oid = cl.relnamespace
where ns.nspname = 'supabase_migrations'
  and cl.relname = 'schema_migrations'
  and at.attnum > 0
  and not at.attisdropped`;

/**
 * Reads the ledger: the hosted table has six columns, the CLI's three, old ones fewer, and none at all is an empty one.
 * @throws SupawardenError `permission` when the role may not read it.
 */
export async function readLedger(session: Session): Promise<Ledger> {
  const columns = new Set((await session.query<{ name: string }>(COLUMNS)).map(({ name }) => name));
  if (columns.size === 0) return { columns, rows: [] };
  const rows = await explained(
    "read",
    session.query<{ version: string; name: string | null; statements: string | null }>(`
      select
        mig.version::text as version,
        ${columns.has("name") ? "mig.name::text" : "null::text"} as name,
        ${columns.has("statements") ? "pg_catalog.array_to_json(mig.statements)::text" : "null::text"} as statements
      from supabase_migrations.schema_migrations mig
      order by mig.version::text collate "C"`),
  );
  return {
    columns,
    rows: rows.map(({ version, name, statements }) => ({
      version,
      name,
      statements: statements === null ? null : (JSON.parse(statements) as string[]),
    })),
  };
}

/**
 * Makes the ledger, or gives an old one the columns it lacks, with the definitions of the Supabase CLI. One that has
 * them is left alone, so that a role that may only write rows can do without owning it.
 * @throws SupawardenError `permission` when the role may not.
 */
export async function prepareLedger(session: Session, { columns }: Ledger): Promise<void> {
  const lacks = (name: string) => !columns.has(name);
  const sql = [
    ...(columns.size > 0
      ? []
      : [
          "create schema if not exists supabase_migrations",
          "create table if not exists supabase_migrations.schema_migrations (version text not null primary key)",
        ]),
    ...["statements text[]", "name text"]
      .filter((column) => lacks(column.split(" ")[0] ?? ""))
      .map(
        (column) => `alter table supabase_migrations.schema_migrations add column if not exists ${column}`,
      ),
  ];
  if (sql.length === 0) return;
  await explained(
    "make",
    session.execute(
      ["set local lock_timeout = '4s'", "set local client_min_messages = warning", ...sql].join(";\n"),
    ),
  );
}

/**
 * Statement that adds the row of a migration, as the Supabase CLI does. Written out, since a statement with parameters
 * takes the driver two round trips, and nothing can be sent behind it.
 */
export function insertLedgerRow(row: {
  readonly version: string;
  readonly name: string;
  readonly statements: readonly string[];
}): string {
  const values = [row.version, row.name, arrayToText(row.statements)].map(quoteLiteral).join(", ");
  return `insert into supabase_migrations.schema_migrations (version, name, statements) values (${values}::text[])`;
}

/** Takes the row of a version away; the number of rows that were there. */
export async function deleteLedgerRow(session: Session, version: string): Promise<number> {
  const gone = await session.query(
    "delete from supabase_migrations.schema_migrations where version = $1 returning version",
    [version],
  );
  return gone.length;
}

async function explained<T>(what: string, work: Promise<T>): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (sqlState(error) !== "42501") throw error;
    throw new SupawardenError(
      "permission",
      `the role may not ${what} the ledger supabase_migrations.schema_migrations: ${error instanceof Error ? error.message : error}`,
      { hint: "Connect as the role that migrations run as, on Supabase postgres.", cause: error },
    );
  }
}
