import { isPlatformSchema } from "../catalog/scope.ts";
import type { Session } from "../database/database.ts";
import { qualify, quoteIdent } from "../sql/ident.ts";

/** An object that `reset` drops. */
export interface DroppedObject {
  readonly kind: string;
  readonly identity: string;
  readonly sql: string;
}

/** Extensions that come with a Supabase project; migrations find them there. */
const PLATFORM_EXTENSIONS = [
  "pg_graphql",
  "pg_net",
  "pg_stat_statements",
  "pgcrypto",
  "pgjwt",
  "pgsodium",
  "plpgsql",
  "supabase_vault",
  "uuid-ossp",
];

/** Tables of the platform whose policies and triggers are the user's. */
const SHARED_SCHEMAS = ["auth", "storage", "realtime"];

/** Neither a member of an extension nor a part of another object: those go with what they belong to. */
const isOwn = (catalog: string, oid: string) =>
  `not exists (
      select
      from pg_catalog.pg_depend de
      where de.classid = 'pg_catalog.${catalog}'::regclass and de.objid = ${oid} and de.deptype in ('e', 'i')
    )`;

/**
 * What the migrations have made, in an order in which it can be dropped: extensions, policies on the platform's tables,
 * publications, then relations, routines, types and all else of `public` and of the user's schemas, the schemas last.
 * Roles, secrets, buckets with files and the records of schema `supawarden` stay.
 */
export async function readDroppedObjects(session: Session): Promise<readonly DroppedObject[]> {
  const schemas = (
    await session.query<{ name: string }>(`
      select ns.nspname::text as name
      from pg_catalog.pg_namespace ns
      where ns.nspname !~ '^pg_' and ${isOwn("pg_namespace", "ns.oid")}
      order by 1`)
  )
    .map(({ name }) => name)
    .filter((name) => !isPlatformSchema(name) && name !== "supawarden");
  const inSchemas = schemas.filter((name) => name !== "public");
  return [
    ...(await extensions(session)),
    ...(await platformPolicies(session)),
    ...(await publications(session)),
    ...(await servers(session)),
    ...(await members(session, schemas)),
    ...inSchemas.map((name) => drop("schema", quoteIdent(name))),
  ];
}

function drop(kind: string, identity: string, on = ""): DroppedObject {
  return { kind, identity: `${identity}${on}`, sql: `drop ${kind} if exists ${identity}${on} cascade` };
}

async function extensions(session: Session): Promise<DroppedObject[]> {
  const rows = await session.query<{ name: string }>(
    "select ex.extname::text as name from pg_catalog.pg_extension ex order by 1",
  );
  return rows
    .filter(({ name }) => !PLATFORM_EXTENSIONS.includes(name))
    .map(({ name }) => drop("extension", quoteIdent(name)));
}

async function platformPolicies(session: Session): Promise<DroppedObject[]> {
  const rows = await session.query<{ name: string; schema: string; relation: string }>(
    `select po.polname::text as name, ns.nspname::text as schema, cl.relname::text as relation
     from pg_catalog.pg_policy po
     join pg_catalog.pg_class cl on cl.oid = po.polrelid
     join pg_catalog.pg_namespace ns on ns.oid = cl.relnamespace
     where ns.nspname = any ($1::text[])
     order by 2, 3, 1`,
    [SHARED_SCHEMAS],
  );
  return rows.map(({ name, schema, relation }) =>
    drop("policy", quoteIdent(name), ` on ${qualify(schema, relation)}`),
  );
}

async function publications(session: Session): Promise<DroppedObject[]> {
  const rows = await session.query<{ name: string }>(`
    select pu.pubname::text as name
    from pg_catalog.pg_publication pu
    where pu.pubname !~ '^(supabase_realtime|realtime_messages)'
    order by 1`);
  return rows.map(({ name }) => ({
    kind: "publication",
    identity: quoteIdent(name),
    sql: `drop publication if exists ${quoteIdent(name)}`,
  }));
}

async function servers(session: Session): Promise<DroppedObject[]> {
  const rows = await session.query<{ name: string }>(`
    select sr.srvname::text as name
    from pg_catalog.pg_foreign_server sr
    where ${isOwn("pg_foreign_server", "sr.oid")}
    order by 1`);
  return rows.map(({ name }) => drop("server", quoteIdent(name)));
}

/**
 * `pg_identify_object` names every kind of object as `drop` wants it. What belongs to a table (index, constraint, the
 * type of its rows, the sequence of an identity) goes with it and is not named.
 */
const MEMBERS = `
with listed as (
  select 'pg_catalog.pg_class'::regclass::oid as classid, cl.oid as objid, cl.relnamespace as namespace,
    case cl.relkind
      when 'v' then 1 when 'm' then 1 when 'r' then 2 when 'p' then 2 when 'f' then 2 when 'S' then 3 else 6
    end as rank
  from pg_catalog.pg_class cl
  where cl.relkind in ('r', 'p', 'v', 'm', 'f', 'S', 'c') and not cl.relispartition and ${isOwn("pg_class", "cl.oid")}
  union all
  select 'pg_catalog.pg_proc'::regclass, pr.oid, pr.pronamespace, 4
  from pg_catalog.pg_proc pr
  where ${isOwn("pg_proc", "pr.oid")}
  union all
  select 'pg_catalog.pg_type'::regclass, ty.oid, ty.typnamespace, 5
  from pg_catalog.pg_type ty
  where ty.typtype in ('d', 'e', 'r') and ${isOwn("pg_type", "ty.oid")}
  union all
  select 'pg_catalog.pg_operator'::regclass, op.oid, op.oprnamespace, 7
  from pg_catalog.pg_operator op
  where ${isOwn("pg_operator", "op.oid")}
  union all
  select 'pg_catalog.pg_opfamily'::regclass, opf.oid, opf.opfnamespace, 7
  from pg_catalog.pg_opfamily opf
  where ${isOwn("pg_opfamily", "opf.oid")}
  union all
  select 'pg_catalog.pg_collation'::regclass, co.oid, co.collnamespace, 7
  from pg_catalog.pg_collation co
  where ${isOwn("pg_collation", "co.oid")}
  union all
  select 'pg_catalog.pg_conversion'::regclass, cn.oid, cn.connamespace, 7
  from pg_catalog.pg_conversion cn
  where ${isOwn("pg_conversion", "cn.oid")}
  union all
  select 'pg_catalog.pg_ts_config'::regclass, cfg.oid, cfg.cfgnamespace, 7
  from pg_catalog.pg_ts_config cfg
  where ${isOwn("pg_ts_config", "cfg.oid")}
  union all
  select 'pg_catalog.pg_ts_dict'::regclass, dic.oid, dic.dictnamespace, 8
  from pg_catalog.pg_ts_dict dic
  where ${isOwn("pg_ts_dict", "dic.oid")}
)
select ob.type::text as type, ob.identity::text as identity
from listed li
join pg_catalog.pg_namespace ns on ns.oid = li.namespace
cross join lateral pg_catalog.pg_identify_object(li.classid, li.objid, 0) ob
where ns.nspname = any ($1::text[])
order by li.rank, ob.identity collate "C"`;

/** Words of `pg_identify_object` for which `drop` has another. */
const WORDS: Readonly<Record<string, string>> = {
  "composite type": "type",
  function: "routine",
  procedure: "routine",
  aggregate: "routine",
  "toast table": "table",
};

async function members(session: Session, schemas: readonly string[]): Promise<DroppedObject[]> {
  if (schemas.length === 0) return [];
  const rows = await session.query<{ type: string; identity: string }>(MEMBERS, [schemas]);
  return rows.map(({ type, identity }) => drop(WORDS[type] ?? type, identity));
}
