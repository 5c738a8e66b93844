import { z } from "zod";
import {
  acl,
  type DeepReadonly,
  extension,
  extensionJoin,
  type Family,
  NOT_SYSTEM_SCHEMA,
  name,
  oid,
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

export const routines: Family<Routine> = {
  name: "routines",
  row,
  sql: () => `
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
      pro.oid::pg_catalog.regprocedure::text as signature,
      array(
        select pg_catalog.format_type(arg.type, null)
        from pg_catalog.unnest(pro.proargtypes::oid[]) with ordinality as arg(type, position)
        order by arg.position
      ) as argument_types,
      coalesce(pro.proargnames, '{}') as argument_names,
      coalesce(pro.proargmodes::text[], '{}') as argument_modes,
      array(
        select pg_catalog.format_type(arg.type, null)
        from pg_catalog.unnest(coalesce(pro.proallargtypes, pro.proargtypes::oid[])) with ordinality as arg(type, position)
        order by arg.position
      ) as all_argument_types,
      pro.pronargdefaults as default_arguments,
      case when pro.prokind <> 'p' then pg_catalog.format_type(pro.prorettype, null) end as return_type,
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
    order by nsp.nspname, pro.proname, signature`,
};
