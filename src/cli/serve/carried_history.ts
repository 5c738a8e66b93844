import type { Database } from "../../shared/database/database.ts";
import { quoteIdent } from "../../shared/sql/ident.ts";

/** The rows of schema `supawarden`, by table. */
export type History = ReadonlyMap<string, string>;

/**
 * Reads every row of schema `supawarden` but the state of the catalogs, which is not another database's; nothing where
 * the schema is not there.
 */
export async function readHistory(database: Database): Promise<History> {
  const history = new Map<string, string>();
  for (const table of await storeTables(database)) {
    if (table === "catalog_state") continue;
    // Which migrations were applied is a fact of the database, not of its history.
    const filter = table === "settings" ? " where ro.key <> 'schema_versions'" : "";
    const [row] = await database.query<{ rows: string }>(
      `select coalesce(pg_catalog.json_agg(ro), '[]')::text as rows from supawarden.${quoteIdent(table)} ro${filter}`,
    );
    history.set(table, row?.rows ?? "[]");
  }
  return history;
}

/** Puts the rows into another database's schema `supawarden`, in one transaction; tables that it lacks are left out. */
export async function writeHistory(database: Database, history: History): Promise<void> {
  const tables = await storeTables(database);
  await database.transaction("write", async (session) => {
    // Foreign keys and triggers rest: the rows were right where they come from, and their order does not matter.
    await session.execute("set local session_replication_role = replica");
    for (const table of tables) {
      const rows = history.get(table);
      if (rows === undefined || rows === "[]") continue;
      const columns = await session.query<{ name: string }>(
        `select att.attname as name
         from pg_catalog.pg_attribute att
         where att.attrelid = $1::text::pg_catalog.regclass
           and att.attnum > 0
           and not att.attisdropped
           and att.attgenerated = ''
         order by att.attnum`,
        [`supawarden.${quoteIdent(table)}`],
      );
      const names = columns.map((column) => quoteIdent(column.name)).join(", ");
      await session.query(
        `insert into supawarden.${quoteIdent(table)} (${names})
         overriding system value
         select ${names}
         from pg_catalog.json_populate_recordset(null::supawarden.${quoteIdent(table)}, $1::text::json)
         on conflict do nothing`,
        [rows],
      );
    }
    await restartSequences(session);
  });
}

/** Rows came with their numbers, which the sequences behind identity columns do not know. */
async function restartSequences(session: Pick<Database, "query">): Promise<void> {
  const owned = await session.query<{ table: string; column: string }>(
    `select rel.relname as table, att.attname as column
     from pg_catalog.pg_attribute att
     join pg_catalog.pg_class rel on rel.oid = att.attrelid
     where rel.relnamespace = 'supawarden'::pg_catalog.regnamespace
       and rel.relkind = 'r'
       and att.attidentity <> ''`,
  );
  for (const { table, column } of owned) {
    const relation = `supawarden.${quoteIdent(table)}`;
    await session.query(
      `select pg_catalog.setval(
         pg_catalog.pg_get_serial_sequence($1, $2),
         coalesce((select max(ro.${quoteIdent(column)}) from ${relation} ro), 0) + 1,
         false
       )`,
      [relation, column],
    );
  }
}

async function storeTables(database: Database): Promise<readonly string[]> {
  const rows = await database.query<{ name: string }>(
    `select rel.relname as name
     from pg_catalog.pg_class rel
     join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
     where nsp.nspname = 'supawarden'
       and rel.relkind = 'r'
     order by rel.relname`,
  );
  return rows.map((row) => row.name);
}
