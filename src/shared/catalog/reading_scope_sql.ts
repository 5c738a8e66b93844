/** Views with the relations that they read. */
export const VIEW_EDGES = `
  select distinct rew.ev_class as view, dep.refobjid as relation
  from pg_catalog.pg_depend dep
  join pg_catalog.pg_rewrite rew on rew.oid = dep.objid
  where dep.classid = 'pg_catalog.pg_rewrite'::pg_catalog.regclass
    and dep.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
    and dep.refobjid <> rew.ev_class`;

/** OIDs of a query as a JSON array. */
export function oids(query: string): string {
  return `coalesce((select pg_catalog.json_agg(listed.oid::int8) from (${query}) listed(oid)), '[]')`;
}

function membersOf(catalog: string): string {
  return `
    select dep.objid
    from pg_catalog.pg_depend dep
    where dep.deptype = 'e'
      and dep.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass
      and dep.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass`;
}

/** The query for the members of extensions. */
export const EXTENSION_MEMBERS = `
  select pg_catalog.json_build_object(
    'relations', ${oids(membersOf("pg_class"))},
    'routines', ${oids(membersOf("pg_proc"))}
  )::text as scope`;

const PLAIN_NAME = "'^[[:alpha:]_][[:alnum:]_$]*$'";

/** What a body may name: its words as they stand and as Postgres folds them, and names that are no single word. */
const namesIn = (body: string) => `
  select folded.name
  from pg_catalog.regexp_matches(${body}, '[[:alpha:]_][[:alnum:]_$]*', 'g') as found(part)
  cross join lateral (values ((found.part)[1]), (pg_catalog.lower((found.part)[1]))) folded(name)
  union
  select odd.name
  from odd
  where pg_catalog.strpos(${body}, pg_catalog.replace(odd.name, '"', '""')) > 0`;

/**
 * Functions in SQL and PL/pgSQL that run as their caller and are called by a policy or by one of these, and the relations
 * and functions whose names stand in their bodies: more than they read, never less, but for dynamic SQL.
 */
const CALLED = `
  own as materialized (
    select pro.oid, pro.proname::text as name, pro.prosrc
    from pg_catalog.pg_proc pro
    join pg_catalog.pg_language lan on lan.oid = pro.prolang
    where lan.lanname in ('sql', 'plpgsql')
      and not pro.prosecdef
      and pro.pronamespace <> 'pg_catalog'::pg_catalog.regnamespace
  ),
  read as materialized (
    select rel.oid, rel.relname::text as name from pg_catalog.pg_class rel where rel.relkind in ('r', 'p', 'v')
  ),
  odd as materialized (
    select own.name from own where own.name !~ ${PLAIN_NAME}
    union
    select read.name from read where read.name !~ ${PLAIN_NAME}
  ),
  calls as materialized (
    select distinct dep.objid as policy, dep.refobjid as routine
    from pg_catalog.pg_depend dep
    join own on own.oid = dep.refobjid
    where dep.classid = 'pg_catalog.pg_policy'::pg_catalog.regclass
      and dep.refclassid = 'pg_catalog.pg_proc'::pg_catalog.regclass
  ),
  called as (
    select own.oid as routine, own.prosrc
    from calls
    join own on own.oid = calls.routine
    union
    select own.oid, own.prosrc
    from called caller
    cross join lateral (${namesIn("caller.prosrc")}) named
    join own on own.name = named.name
  ),
  named as materialized (
    select called.routine, inner_name.name
    from called
    cross join lateral (${namesIn("called.prosrc")}) inner_name
  ),
  body_reads as (
    select named.routine, read.oid as relation from named join read on read.name = named.name
    union
    select called.routine, dep.refobjid
    from called
    join pg_catalog.pg_depend dep on dep.objid = called.routine
    where dep.classid = 'pg_catalog.pg_proc'::pg_catalog.regclass
      and dep.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
  ),
  body_calls as (
    select named.routine, own.oid as callee
    from named
    join own on own.name = named.name
    where own.oid <> named.routine
  )`;

/**
 * The query for policies with subqueries: each with its relation and those that its subqueries read, and the views with what
 * they read. The tree of an expression names relations by \`:relid\` in the subqueries alone. And for policies that call
 * functions: the calls, what the functions name, and all other policies of the same tables.
 */
export const POLICY_READS = `
  with recursive ${CALLED}
  select pg_catalog.json_build_object(
    'policies', coalesce((
      select pg_catalog.json_agg(pg_catalog.json_build_array(pol.oid::int8, pol.polrelid::int8, read.relations))
      from pg_catalog.pg_policy pol
      cross join lateral (
        select coalesce(pg_catalog.json_agg(distinct (found.part)[1]::int8), '[]') as relations
        from pg_catalog.regexp_matches(
          pg_catalog.concat(pol.polqual::text, ' ', pol.polwithcheck::text), ':relid ([0-9]+)', 'g'
        ) as found(part)
      ) read
      where pg_catalog.strpos(pol.polqual::text, '{SUBLINK ') > 0
        or pg_catalog.strpos(pol.polwithcheck::text, '{SUBLINK ') > 0
        or exists (
          select
          from calls
          join pg_catalog.pg_policy calling on calling.oid = calls.policy
          where calling.polrelid = pol.polrelid
        )
    ), '[]'),
    'views', coalesce((
      select pg_catalog.json_agg(pg_catalog.json_build_array(edge.view::int8, edge.relation::int8))
      from (${VIEW_EDGES}) edge
    ), '[]'),
    'calls', coalesce((
      select pg_catalog.json_agg(pg_catalog.json_build_array(pol.polrelid::int8, calls.routine::int8))
      from calls
      join pg_catalog.pg_policy pol on pol.oid = calls.policy
    ), '[]'),
    'reading', coalesce((
      select pg_catalog.json_agg(pg_catalog.json_build_array(each.routine::int8, each.relation::int8)) from body_reads each
    ), '[]'),
    'calling', coalesce((
      select pg_catalog.json_agg(pg_catalog.json_build_array(each.routine::int8, each.callee::int8)) from body_calls each
    ), '[]')
  )::text as reads`;
