import { z } from "zod";
import type { Session } from "../database/database.ts";
import {
  acl,
  type DeepReadonly,
  extension,
  extensionJoin,
  type Family,
  NOT_SYSTEM_SCHEMA,
  name,
  oid,
  remember,
  rowsOf,
  within,
} from "./family.ts";

const row = z.object({
  oid,
  schema: name,
  name,
  kind: z.enum(["function", "procedure", "aggregate", "window function"]),
  /** `oid::regprocedure`: quoted, qualified, with argument types; what `alter function` accepts. */
  signature: z.string(),
  /** Argument types alone, as in the signature's parentheses. */
  argument_types: z.array(z.string()),
  /** Names of all arguments (input and output), in order; empty strings for unnamed ones. */
  argument_names: z.array(z.string()),
  /** `i` in, `o` out, `b` inout, `v` variadic, `t` table column; empty where all are input. */
  argument_modes: z.array(z.string()),
  /** Types of all arguments, matching `argument_names`. */
  all_argument_types: z.array(z.string()),
  /** How many of the input arguments, from the last one, have a default. */
  default_arguments: z.number().int(),
  return_type: z.string().nullable(),
  returns_set: z.boolean(),
  language: name,
  security_definer: z.boolean(),
  strict: z.boolean(),
  leakproof: z.boolean(),
  /** `i` immutable, `s` stable, `v` volatile. */
  volatility: z.string(),
  /** SET clauses (`proconfig`), for example `search_path=""`. */
  config: z.array(z.string()),
  owner: name,
  acl,
  /** md5 of the source text: tells that a body changed, without carrying it. */
  body_hash: z.string(),
  /** Source text; `null` for C, internal and platform routines. For an SQL-standard body the deparsed form. */
  body: z.string().nullable(),
  /** Has an SQL-standard body (`begin atomic` or `return`), kept parsed in the catalog. */
  standard_body: z.boolean(),
  extension,
});
/** A function, procedure, aggregate or window function (`pg_proc`). */
export type Routine = DeepReadonly<z.infer<typeof row>>;

/** A routine as the query answers it: types by OID, the signature without its arguments. */
type AnsweredRoutine = Omit<Routine, "argument_types" | "all_argument_types"> & {
  readonly argument_types: string;
  readonly all_argument_types: string | null;
};

/** Names of all types that a routine takes or returns, by OID. */
async function typeNames(
  session: Session,
  routines: readonly AnsweredRoutine[],
): Promise<ReadonlyMap<string, string>> {
  const lists = new Set(
    routines.flatMap((routine) => [
      routine.argument_types,
      routine.all_argument_types ?? "",
      routine.return_type ?? "",
    ]),
  );
  const oids = new Set([...lists].flatMap((list) => list.split(" ")).filter((oid) => oid !== ""));
  const rows = await session.query<{ oid: string; name: string }>(
    `select wanted.oid, pg_catalog.format_type(wanted.oid::oid, null) as name
    from pg_catalog.unnest($1::text[]) as wanted(oid)`,
    [[...oids]],
  );
  return new Map(rows.map((row) => [row.oid, row.name]));
}

/** Sorts each run of overloads by signature: type OIDs, by which the server could, differ from server to server. */
function overloadsInOrder(rows: Routine[]): readonly Routine[] {
  const isOverload = (index: number) =>
    rows[index]?.name === rows[index - 1]?.name && rows[index]?.schema === rows[index - 1]?.schema;
  for (let start = 0; start < rows.length; ) {
    let end = start + 1;
    while (end < rows.length && isOverload(end)) end += 1;
    if (end - start > 1) {
      const run = rows.slice(start, end).sort((left, right) => (left.signature < right.signature ? -1 : 1));
      rows.splice(start, run.length, ...run);
    }
    start = end;
  }
  return rows;
}

export const routines: Family<Routine> = {
  name: "routines",
  row,
  sql: ({ scope }) => `
    select
      pro.oid::int8 as oid,
      nsp.nspname as schema,
      pro.proname as name,
      case pro.prokind
        when 'f' then 'function'
        when 'p' then 'procedure'
        when 'a' then 'aggregate'
        else 'window function'
      end as kind,
      pg_catalog.quote_ident(nsp.nspname) || '.' || pg_catalog.quote_ident(pro.proname) as signature,
      pro.proargtypes::text as argument_types,
      coalesce(pro.proargnames, '{}') as argument_names,
      coalesce(pro.proargmodes::text[], '{}') as argument_modes,
      pg_catalog.array_to_string(pro.proallargtypes, ' ') as all_argument_types,
      pro.pronargdefaults as default_arguments,
      case when pro.prokind <> 'p' then pro.prorettype::text end as return_type,
      pro.proretset as returns_set,
      lan.lanname as language,
      pro.prosecdef as security_definer,
      pro.proisstrict as strict,
      pro.proleakproof as leakproof,
      pro.provolatile as volatility,
      coalesce(pro.proconfig, '{}') as config,
      pg_catalog.pg_get_userbyid(pro.proowner) as owner,
      pro.proacl::text as acl,
      pg_catalog.md5(coalesce(pro.prosqlbody::text, pro.prosrc)) as body_hash,
      case
        when member.extname is not null or lan.lanname in ('c', 'internal') then null
        when pro.prosqlbody is not null then pg_catalog.pg_get_function_sqlbody(pro.oid)
        else pro.prosrc
      end as body,
      pro.prosqlbody is not null as standard_body,
      member.extname as extension
    from pg_catalog.pg_proc pro
    join pg_catalog.pg_namespace nsp on nsp.oid = pro.pronamespace
    join pg_catalog.pg_language lan on lan.oid = pro.prolang
    ${extensionJoin("pg_proc", "pro.oid")}
    where ${NOT_SYSTEM_SCHEMA}
      and ${within(scope?.routines, "pro.oid")}
    order by nsp.nspname, pro.proname, pro.proargtypes::text`,
  finish: async (answer, { session }) => {
    const routines = rowsOf<AnsweredRoutine>(answer);
    const types = await typeNames(session, routines);
    const namesOf = remember((oids) =>
      Object.freeze(oids === "" ? [] : oids.split(" ").map((oid) => types.get(oid) ?? oid)),
    );
    const rows = routines.map((routine) => {
      const inputs = namesOf(routine.argument_types);
      return Object.assign(routine, {
        signature: `${routine.signature}(${inputs.join(",")})`,
        argument_types: inputs,
        all_argument_types:
          routine.all_argument_types === null ? inputs : namesOf(routine.all_argument_types),
        return_type: routine.return_type === null ? null : (types.get(routine.return_type) ?? null),
      });
    });
    return overloadsInOrder(rows);
  },
};
