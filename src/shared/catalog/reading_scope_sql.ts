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

/**
 * The query for policies with subqueries: each with its relation and those that its subqueries read, and the views with what
 * they read. The tree of an expression names relations by \`:relid\` in the subqueries alone.
 */
export const POLICY_READS = `
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
    ), '[]'),
    'views', coalesce((
      select pg_catalog.json_agg(pg_catalog.json_build_array(edge.view::int8, edge.relation::int8))
      from (${VIEW_EDGES}) edge
    ), '[]')
  )::text as reads`;
