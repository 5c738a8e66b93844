import { z } from "zod";
import type { Session } from "../database/database.ts";
import { KEEP_PLAN } from "../database/keep_plan.ts";
import type { ReadingScope } from "./reading_scope.ts";

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
  /** What the reading is limited to; nothing where it is whole. */
  readonly scope?: ReadingScope;
}

/** SQL condition: the OID is one of the listed; always true where the reading is not limited. */
export function within(oids: readonly number[] | undefined, expression: string): string {
  return oids === undefined ? "true" : `${expression} = any ('{${oids.join()}}'::oid[])`;
}

/** What the last step of a family's reading may use. */
export interface Reading {
  readonly session: Session;
  /** Name of a role by OID. */
  readonly roleName: (oid: number) => string;
  /** OID of a column's type; nothing for an expression (0) or a system column. */
  readonly columnType: (relation: number, column: number) => number | undefined;
  /** Numbers and names of a relation's columns in one comparable text. */
  readonly columnNames: (relation: number) => string;
}

/**
 * One family of catalog facts: a name, one set-based query and the shape of its rows, whose keys are the query's
 * columns. Every value must have a JSON form: cast `oid` to `int8` (Postgres writes an oid as a JSON string).
 */
export interface Family<Row> {
  readonly name: string;
  /** Families that must have been read before. */
  readonly after?: readonly ("roles" | "columns" | "other_ledgers")[];
  /** The query, or the reason why this database cannot have the family (an absent table, say). */
  readonly sql: (server: ServerFacts) => string | { readonly absent: string };
  readonly row: z.ZodType<Row> & { readonly shape: object };
  /** The query's columns where they are not the keys of the rows; `finish` then makes the rows of them. */
  readonly answer?: readonly string[];
  /**
   * Makes the rows of what the query answered, where the server would resolve for each row what the distinct values
   * tell.
   */
  readonly finish?: (answer: Answer, reading: Reading) => Promise<readonly Row[]>;
}

/** What the query of a family answered: the values of each column, in the order of the rows. */
export type Answer = Readonly<Record<string, readonly unknown[]>>;

/** The query of a family as one value: a JSON object of columns, which is a third of what rows with their keys take. */
export function columnarSql(family: Family<unknown>, sql: string): string {
  const columns = answeredKeys(family).map(
    (key) => `'${key}', coalesce(pg_catalog.json_agg(fact."${key}"), '[]')`,
  );
  return `${KEEP_PLAN}select pg_catalog.json_build_object(${columns.join(", ")})::text as columns from (${sql}) fact`;
}

/** The rows of an answer; they are the caller's, who may complete them in place and freezes them. */
export function rowsOf<Row>(answer: Answer): Row[] {
  const keys = Object.keys(answer);
  const lists = Object.values(answer);
  const rows: Row[] = [];
  for (let index = 0; index < (lists[0]?.length ?? 0); index += 1) {
    const row: Record<string, unknown> = {};
    for (let key = 0; key < keys.length; key += 1) row[keys[key] ?? ""] = lists[key]?.[index];
    rows.push(row as Row);
  }
  return rows;
}

function answeredKeys(family: Family<unknown>): readonly string[] {
  return family.answer ?? Object.keys(family.row.shape);
}

/** A function that answers each argument once and then from memory, so that equal lists are one list. */
export function remember<Value>(compute: (text: string) => Value): (text: string) => Value {
  const known = new Map<string, Value>();
  return (text) => {
    const value = known.get(text);
    if (value !== undefined) return value;
    const computed = compute(text);
    known.set(text, computed);
    return computed;
  };
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

/** Freezes a value and all that it holds. */
export function deepFreeze<T>(value: T): T {
  if (typeof value !== "object" || value === null || Object.isFrozen(value)) return value;
  for (const inner of Object.values(value)) deepFreeze(inner);
  return Object.freeze(value);
}
