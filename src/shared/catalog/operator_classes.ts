import type { Session } from "../database/database.ts";

/** An operator class: where it lies and of which type it is the default. */
export interface OperatorClass {
  readonly name: string;
  readonly schema: string;
  readonly default_of: number | null;
}

/** All operator classes by OID, as text. */
export async function readOperatorClasses(session: Session): Promise<ReadonlyMap<string, OperatorClass>> {
  const rows = await session.query<{ oid: string; name: string; schema: string; default_of: string | null }>(
    `select
      opc.oid::text as oid,
      opc.opcname::text as name,
      nsp.nspname::text as schema,
      case when opc.opcdefault then opc.opcintype::text end as default_of
    from pg_catalog.pg_opclass opc
    join pg_catalog.pg_namespace nsp on nsp.oid = opc.opcnamespace`,
  );
  return new Map(
    rows.map(({ oid, default_of, ...named }) => [
      oid,
      { ...named, default_of: default_of === null ? null : Number(default_of) },
    ]),
  );
}
