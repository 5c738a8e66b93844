import { NOT_SYSTEM_SCHEMA } from "../../shared/catalog/family.ts";
import type { ColumnOrder } from "../../shared/consolidate/ordered_columns.ts";
import type { Session } from "../../shared/database/database.ts";
import { qualify } from "../../shared/sql/ident.ts";

/** Columns of every relation in their order. */
export async function columnOrder(session: Session): Promise<ColumnOrder> {
  const rows = await session.query<{ schema: string; name: string; columns: string }>(`
    select nsp.nspname::text as schema, rel.relname::text as name,
      pg_catalog.json_agg(att.attname order by att.attnum)::text as columns
    from pg_catalog.pg_class rel
    join pg_catalog.pg_namespace nsp on nsp.oid = rel.relnamespace
    join pg_catalog.pg_attribute att on att.attrelid = rel.oid and att.attnum > 0 and not att.attisdropped
    where rel.relkind in ('r', 'p', 'f') and ${NOT_SYSTEM_SCHEMA}
    group by nsp.nspname, rel.relname`);
  return new Map(
    rows.map(({ schema, name, columns }) => [qualify(schema, name), JSON.parse(columns) as string[]]),
  );
}
