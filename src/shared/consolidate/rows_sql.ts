import type { Session } from "../database/database.ts";
import { qualify, quoteIdent, quoteLiteral } from "../sql/ident.ts";

/** How many rows one insert has. */
const ROWS_AT_ONCE = 100;

interface Column {
  readonly name: string;
  readonly identity: string;
}

/**
 * Inserts that write the rows of a table as they stand, in the order in which they lie; none where it is empty.
 * @param table qualified name, as `qualify` writes it.
 */
export async function rowsSql(session: Session, table: string): Promise<readonly string[]> {
  const [found] = await session.query<{ schema: string; name: string; columns: string }>(
    `select nsp.nspname::text as schema, rel.relname::text as name,
      pg_catalog.json_agg(pg_catalog.json_build_object('name', att.attname, 'identity', att.attidentity) order by att.attnum)::text as columns
    from pg_catalog.pg_class rel
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    join pg_catalog.pg_attribute att on att.attrelid = rel.oid and att.attnum > 0 and not att.attisdropped and att.attgenerated = ''
    where rel.oid = pg_catalog.to_regclass($1) and rel.relkind = 'r'
    group by nsp.nspname, rel.relname`,
    [table],
  );
  if (found === undefined) return [];
  const columns = JSON.parse(found.columns) as Column[];
  const name = qualify(found.schema, found.name);
  const rows = await session.query<{ row: string }>(
    `select pg_catalog.to_json(array[${columns.map((column) => `${quoteIdent(column.name)}::text`).join(", ")}]::text[])::text as row
    from only ${name}
    order by ctid`,
  );
  const head = `insert into ${name} (${columns.map((column) => quoteIdent(column.name)).join(", ")})${
    columns.some(({ identity }) => identity === "a") ? " overriding system value" : ""
  } values`;
  const inserts: string[] = [];
  for (let start = 0; start < rows.length; start += ROWS_AT_ONCE) {
    const values = rows
      .slice(start, start + ROWS_AT_ONCE)
      .map(({ row }) => `  (${(JSON.parse(row) as (string | null)[]).map(valueSql).join(", ")})`);
    inserts.push(`${head}\n${values.join(",\n")}`);
  }
  return inserts;
}

/** A constant without a type takes the column's. */
function valueSql(value: string | null): string {
  return value === null ? "null" : quoteLiteral(value);
}
