import {
  commentJoin,
  grantedJoin,
  grantedTable,
  notMember,
  type ObjectSource,
  ownerSql,
  sortedSql,
} from "./source.ts";

const ACL = { acl: "proacl", owner: "proowner", schema: "pronamespace" };
const ROUTINE = (oid: string) => `case when ${oid} <> 0 then ${oid}::pg_catalog.regprocedure::text end`;

/** Functions, procedures, aggregates and window functions; bodies by their hash. */
export const routines: ObjectSource = {
  type: "routine",
  schema: "nsp.name",
  parent: "null::text",
  name: "pro.oid::pg_catalog.regprocedure::text",
  tables: () => [grantedTable({ type: "routine", catalog: "pg_proc", ...ACL, where: "true" })],
  attributes: () => ({
    kind: "case pro.prokind when 'f' then null when 'p' then 'procedure' when 'a' then 'aggregate' else 'window function' end",
    returns:
      "case when pro.prorettype <> 0 and pro.prokind <> 'p' then case when pro.proretset then 'setof ' else '' end || format_type(pro.prorettype, null) end",
    argument_names: "case when array_to_string(pro.proargnames, '') <> '' then pro.proargnames end",
    argument_modes: "pro.proargmodes::text[]",
    argument_types: "pro.proallargtypes::pg_catalog.regtype[]::text[]",
    language: "lng.lanname::text",
    security_definer: "nullif(pro.prosecdef, false)",
    strict: "nullif(pro.proisstrict, false)",
    leakproof: "nullif(pro.proleakproof, false)",
    volatility: "case pro.provolatile when 'i' then 'immutable' when 's' then 'stable' end",
    parallel: "case pro.proparallel when 's' then 'safe' when 'r' then 'restricted' end",
    cost: "nullif(pro.procost, case when lng.lanname in ('internal', 'c') then 1 else 100 end)",
    rows: "case when pro.proretset then nullif(pro.prorows, 1000) end",
    settings: sortedSql("pro.proconfig"),
    support: "case when pro.prosupport <> 0 then pro.prosupport::pg_catalog.regprocedure::text end",
    transforms: "pro.protrftypes::pg_catalog.regtype[]::text[]",
    library: "pro.probin",
    body: "case when pro.prokind <> 'a' and pro.prosqlbody is null then md5(pro.prosrc) end",
    aggregate: `case when pro.prokind = 'a' then (
      select jsonb_strip_nulls(jsonb_build_object(
        'kind', nullif(agg.aggkind, 'n'), 'direct_arguments', nullif(agg.aggnumdirectargs, 0),
        'state_function', ${ROUTINE("agg.aggtransfn")}, 'state_type', format_type(agg.aggtranstype, null), 'state_size', nullif(agg.aggtransspace, 0),
        'final_function', ${ROUTINE("agg.aggfinalfn")}, 'final_extra', nullif(agg.aggfinalextra, false), 'final_modify', agg.aggfinalmodify,
        'combine_function', ${ROUTINE("agg.aggcombinefn")}, 'serial_function', ${ROUTINE("agg.aggserialfn")}, 'deserial_function', ${ROUTINE("agg.aggdeserialfn")},
        'moving_state_function', ${ROUTINE("agg.aggmtransfn")}, 'moving_inverse_function', ${ROUTINE("agg.aggminvtransfn")}, 'moving_final_function', ${ROUTINE("agg.aggmfinalfn")},
        'moving_state_type', case when agg.aggmtranstype <> 0 then format_type(agg.aggmtranstype, null) end, 'moving_state_size', nullif(agg.aggmtransspace, 0),
        'moving_final_extra', nullif(agg.aggmfinalextra, false), 'moving_initial', agg.aggminitval,
        'sort_operator', case when agg.aggsortop <> 0 then agg.aggsortop::pg_catalog.regoperator::text end, 'initial', agg.agginitval
      ))
      from pg_catalog.pg_aggregate agg where agg.aggfnoid = pro.oid
    ) end`,
    owner: ownerSql("pro.proowner"),
    privileges: "granted.list",
    comment: "com.description",
  }),
  from: () => `pg_catalog.pg_proc pro
    join nsp on nsp.oid = pro.pronamespace
    join pg_catalog.pg_language lng on lng.oid = pro.prolang
    ${grantedJoin("pro", ACL)}
    ${commentJoin("pg_proc", "pro.oid")}
    where ${notMember("pg_proc", "pro.oid")}
      -- Those that a range type brings with it are its own.
      and not exists (
        select from pg_catalog.pg_depend dep
        where dep.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass and dep.objid = pro.oid and dep.deptype = 'i'
          and pro.prolang = 12
      )`,
};
