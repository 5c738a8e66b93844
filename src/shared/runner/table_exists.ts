import type { Session } from "../database/database.ts";

/** Whether a table is there; `to_regclass` would fail for a role that may not look into the schema. */
export async function tableExists(
  session: Session,
  table: { readonly schema: string; readonly name: string },
): Promise<boolean> {
  const [row] = await session.query<{ found: boolean }>(
    `select exists (
       select
       from pg_catalog.pg_class cl
       join pg_catalog.pg_namespace ns on ns.oid = cl.relnamespace
       where ns.nspname = $1 and cl.relname = $2
     ) as found`,
    [table.schema, table.name],
  );
  return row?.found === true;
}
