import { z } from "zod";

/** Readonly all the way down: what the loader hands out is frozen. */
export type DeepReadonly<T> = T extends (infer U)[]
  ? readonly DeepReadonly<U>[]
  : T extends object
    ? { readonly [K in keyof T]: DeepReadonly<T[K]> }
    : T;

/** What a family's query may depend on. */
export interface ServerFacts {
  /** `server_version_num`, for example 170005. */
  readonly version: number;
  /** Relations outside pg_catalog that exist, by qualified name, with their column names. */
  readonly tables: ReadonlyMap<string, readonly string[]>;
}

/**
 * One family of catalog facts: a name, one set-based query and the shape of its rows. The loader wraps the query in
 * `json_agg`, so every value must have a JSON form: cast `oid` to `int8` (Postgres writes an oid as a JSON string).
 */
export interface Family<Row> {
  readonly name: string;
  /** The query, or the reason why this database cannot have the family (an absent table, say). */
  readonly sql: (server: ServerFacts) => string | { readonly absent: string };
  readonly row: z.ZodType<Row>;
}

/** Schemas whose objects are Postgres' own and are never read. */
export const NOT_SYSTEM_SCHEMA =
  "nsp.nspname not in ('pg_catalog', 'information_schema') and nsp.nspname !~ '^pg_(toast|temp)'";

/** A name as Postgres stores it, at most 63 bytes unless the server was built otherwise. */
export const name = z.string();
/** An object identifier: valid inside one snapshot only, never part of an identity. */
export const oid = z.number().int();
/** An access control list in Postgres' own text form, `null` where the default privileges of the kind apply. */
export const acl = z.string().nullable();
/** Name of the extension that owns the object (`pg_depend.deptype = 'e'`). */
export const extension = z.string().nullable();

/** Lateral-free join that finds the extension owning a row of catalog `catalog` with key `key`. */
export function extensionJoin(catalog: string, key: string): string {
  return `left join (
    select dep.objid, ext.extname
    from pg_catalog.pg_depend dep
    join pg_catalog.pg_extension ext on ext.oid = dep.refobjid
    where dep.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass
      and dep.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass
      and dep.deptype = 'e'
  ) member on member.objid = ${key}`;
}
