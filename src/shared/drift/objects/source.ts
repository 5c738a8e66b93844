import { userSchemaSql } from "../../catalog/scope.ts";
import { treeKeySql } from "../../catalog/stored_expressions.ts";
import type { ObjectType } from "../object_type.ts";

// How the objects of a schema are read for comparison. Every statement runs with an empty search_path, which Postgres
// searches after pg_catalog: a function named without its schema is Postgres' own.

/** What the SQL of a source may depend on: `server_version_num`, for example 170005. */
export interface SourceServer {
  readonly version: number;
}

/**
 * Objects of one type that lie in schemas. `from` follows the tables of `scopeSql` and yields one row an object;
 * attributes are null where they are what Postgres gives an object that says nothing of them.
 */
export interface ObjectSource {
  readonly type: ObjectType;
  /** Tables of its own in front of the query, `name as materialized (…)`. */
  readonly tables?: (server: SourceServer) => readonly string[];
  readonly schema: string;
  /** The relation that it belongs to; `null::text` where it belongs to none. */
  readonly parent: string;
  readonly name: string;
  readonly attributes: (server: SourceServer) => Readonly<Record<string, string>>;
  readonly from: (server: SourceServer) => string;
}

/**
 * Texts that Postgres makes of what it stores. They can lock each relation they name until the transaction ends, and
 * cost more than all else, so they are read in stretches of their catalog's OIDs.
 */
export interface TextSource {
  readonly type: ObjectType;
  /** The catalog, the alias of its rows, and its key where that is not `oid`. */
  readonly catalog: { readonly name: string; readonly alias: string; readonly key?: string };
  /** How many rows of the catalog are read at once; all where it locks nothing. */
  readonly step?: number;
  /** Condition of the rows that have a text, for counting the steps. */
  readonly counted?: string;
  /**
   * A query of `id`, `schema`, `parent`, `name`, `attribute` and `text`, or, where a stored expression has to be deparsed,
   * of `relation` and `tree` in place of `text`. `window` is its condition on the OIDs.
   */
  readonly query: (window: string, server: SourceServer) => string;
  /** The stored expression of `one.id` and `one.attribute`, where `query` yields trees. */
  readonly stored?: string;
}

/** Objects that are few, or lie in no schema, and are read whole. */
export interface OtherSource {
  readonly type: ObjectType;
  /** Relation outside pg_catalog without which there are none. */
  readonly needs?: string;
  /** Yields `schema`, `name` and `attributes` (jsonb); follows the tables of `scopeSql`. */
  readonly sql: (server: SourceServer) => string;
}

/** Schemas left out beside the platform's: our own store, whose upgrades are our own. */
const OWN_SCHEMA = "supawarden";

/**
 * Tables in front of every query: `me` (the database's owner), `member` (what belongs to extensions) and `nsp`, the
 * schemas to read: the user's, or of them those in `$1::text[]`.
 */
export function scopeSql(): readonly string[] {
  return [
    `me as materialized (
      select dat.datdba as owner, dat.oid as database from pg_catalog.pg_database dat where dat.datname = current_database()
    )`,
    `member as materialized (
      select dep.classid, dep.objid
      from pg_catalog.pg_depend dep
      where dep.refclassid = 'pg_catalog.pg_extension'::pg_catalog.regclass and dep.deptype = 'e'
    )`,
    `nsp as materialized (
      select own.oid, own.nspname::text as name
      from pg_catalog.pg_namespace own
      where ${userSchemaSql("own.nspname::text")}
        and own.nspname <> '${OWN_SCHEMA}'
        and not exists (
          select from member where member.classid = 'pg_catalog.pg_namespace'::pg_catalog.regclass and member.objid = own.oid
        )
        and ($1::text[] is null or own.nspname = any ($1::text[]))
    )`,
  ];
}

/** Condition: the row of the catalog belongs to no extension. */
export function notMember(catalog: string, oid: string): string {
  return `not exists (
      select from member where member.classid = 'pg_catalog.${catalog}'::pg_catalog.regclass and member.objid = ${oid}
    )`;
}

/** Name of a role; null for the database's owner, who differs from project to project. */
export function ownerSql(role: string): string {
  return `case when ${role} = (select owner from me) then null else pg_get_userbyid(${role})::text end`;
}

/** How the owner of the database is called in lists of privileges. */
export const OWNER = "@";

/** Name of a role in a list of privileges or of a policy. */
export function roleSql(role: string): string {
  return `case when ${role} = 0 then 'public' when ${role} = (select owner from me) then '${OWNER}' else pg_get_userbyid(${role})::text end`;
}

/**
 * A list of privileges as JSON, grantee → privileges, `*` after one that may be handed on; null for an empty one. Who
 * granted is left out. `maintain` is left out beside all other privileges of a table: Postgres has it since 17, and
 * `grant all` includes it there.
 */
export function privilegeListSql(acl: string): string {
  return `(
      select jsonb_object_agg(held.grantee, held.privileges)
      from (
        select entry.grantee,
          case string_agg(entry.privilege, ' ' order by entry.privilege)
            when 'delete insert references select trigger truncate update' then 'all'
            when 'delete* insert* references* select* trigger* truncate* update*' then 'all*'
            else string_agg(entry.privilege, ' ' order by entry.privilege)
          end as privileges
        from (
          select counted.grantee,
            (lower(counted.privilege_type) || case when counted.grantable then '*' else '' end) collate "C" as privilege
          from (
            select each.grantee, each.privilege_type, each.grantable,
              count(*) filter (where each.privilege_type <> 'MAINTAIN') over (partition by each.grantee) as others
            from (
              select ${roleSql("item.grantee")} as grantee, item.privilege_type, bool_or(item.is_grantable) as grantable
              from aclexplode(${acl}) item
              group by 1, 2
            ) each
          ) counted
          where (counted.privilege_type <> 'MAINTAIN' or counted.others < 7)
            -- The Supabase CLI logs in under names that come and go.
            and not starts_with(counted.grantee, 'cli_login_')
        ) entry
        group by entry.grantee
      ) held
    )`;
}

/** Kinds of privilege lists: letter of `acldefault` and of `pg_default_acl`. */
const ACL_TYPES = {
  relation: ["r", "r"],
  sequence: ["s", "S"],
  routine: ["f", "f"],
  type: ["T", "T"],
  schema: ["n", "n"],
} as const;

/** Kind of a privilege list that has a default. */
export type AclType = keyof typeof ACL_TYPES;

/** What an object of the kind is given when the role makes it now: Postgres' defaults and those of `alter default privileges`. */
export function createdAclSql(
  type: AclType,
  on: { readonly owner: string; readonly schema: string },
): string {
  const [own, stored] = ACL_TYPES[type];
  return `(coalesce(
        (
          select def.defaclacl
          from pg_catalog.pg_default_acl def
          where def.defaclrole = ${on.owner} and def.defaclnamespace = 0 and def.defaclobjtype = '${stored}'
        ),
        acldefault('${own}', ${on.owner})
      ) || coalesce(
        (
          select def.defaclacl
          from pg_catalog.pg_default_acl def
          where def.defaclrole = ${on.owner} and def.defaclnamespace = ${on.schema} and def.defaclobjtype = '${stored}'
        ),
        '{}'
      ))`;
}

/**
 * A table `granted` of the distinct lists of a catalog, each expanded once: `list` is null where it is what the database's
 * owner gives a new object of that schema, so that a default that differs from project to project is no difference.
 */
export function grantedTable(source: {
  readonly type: AclType;
  readonly catalog: string;
  /** Columns of the catalog: access list, owner, schema. */
  readonly acl: string;
  readonly owner: string;
  readonly schema: string;
  readonly where: string;
}): string {
  const [own] = ACL_TYPES[source.type];
  const list = privilegeListSql(`coalesce(sample.${source.acl}, acldefault('${own}', lists.owner))`);
  const created = privilegeListSql(
    createdAclSql(source.type, { owner: "lists.owner", schema: "lists.schema" }),
  );
  return `granted as materialized (
      select lists.acl, lists.owner, lists.schema,
        case
          when lists.owner = (select owner from me) then nullif(coalesce(${list}, '{}'), coalesce(${created}, '{}'))
          else coalesce(${list}, '{}')
        end as list
      from (
        select coalesce(own.${source.acl}::text, '') as acl, own.${source.owner} as owner, own.${source.schema} as schema,
          min(own.oid) as sample
        from pg_catalog.${source.catalog} own
        join nsp on nsp.oid = own.${source.schema}
        where ${source.where}
        group by 1, 2, 3
      ) lists
      join pg_catalog.${source.catalog} sample on sample.oid = lists.sample
    )`;
}

/** The join that brings `granted.list`. */
export function grantedJoin(
  alias: string,
  columns: { readonly acl: string; readonly owner: string; readonly schema: string },
): string {
  return `left join granted
      on granted.acl = coalesce(${alias}.${columns.acl}::text, '')
      and granted.owner = ${alias}.${columns.owner}
      and granted.schema = ${alias}.${columns.schema}`;
}

/** The join that brings `com.description`, the comment on a row of the catalog or on a column of it. */
export function commentJoin(catalog: string, oid: string, column = "0"): string {
  return `left join pg_catalog.pg_description com
      on com.classoid = 'pg_catalog.${catalog}'::pg_catalog.regclass and com.objoid = ${oid} and com.objsubid = ${column}`;
}

/** `schema.name` in quotes where needed. */
export function qualifiedSql(schema: string, name: string): string {
  return `quote_ident(${schema}) || '.' || quote_ident(${name})`;
}

/** Qualified name of a relation by OID; the search_path is empty. */
export function relationNameSql(oid: string): string {
  return `${oid}::pg_catalog.regclass::text`;
}

/** A list of `name=value` texts in a fixed order; null for none. */
export function sortedSql(list: string): string {
  return `case when ${list} is not null then (
      select array_agg(item.entry order by item.entry collate "C") from unnest(${list}) item (entry)
    ) end`;
}

/**
 * Options of a column in a fixed order. The minor versions of late 2026 keep the version of the column's type among them,
 * as `pg_attver`, which nobody set.
 */
export function columnOptionsSql(list: string): string {
  return `case when ${list} is not null then (
      select array_agg(item.entry order by item.entry collate "C")
      from unnest(${list}) item (entry)
      where not starts_with(item.entry, 'pg_attver=')
    ) end`;
}

/**
 * Completes the query of a text source: each distinct stored expression is deparsed once. Two have the same text when
 * their trees are equal, their relations call their columns alike, and neither names its relation.
 */
export function textQuery(source: TextSource, window: string, server: SourceServer): readonly string[] {
  const query = source.query(window, server);
  if (source.stored === undefined) return [`texts as materialized (${query})`];
  return [
    `item as materialized (
      select plain.id, plain.schema, plain.parent, plain.name, plain.attribute, plain.relation, ${treeKeySql(server, "plain.tree")} as key
      from (
        select own.id, own.schema, own.parent, own.name, own.attribute, own.relation, own.tree || '' as tree
        from (${query}) own
        offset 0
      ) plain
    )`,
    `called as materialized (
      select att.attrelid as relation, hashtextextended(string_agg(att.attnum || ' ' || att.attname, e'\\n' order by att.attnum), 0)::text as columns
      from pg_catalog.pg_attribute att
      where att.attnum > 0 and att.attrelid in (select item.relation from item where split_part(item.key, ':', 3) like '%c%')
      group by att.attrelid
    )`,
    `slot as materialized (
      select item.*, item.key
        || case when split_part(item.key, ':', 3) like '%r%' then ' ' || item.relation else '' end
        || coalesce(' ' || called.columns, '') as slot
      from item
      left join called on called.relation = item.relation and split_part(item.key, ':', 3) like '%c%'
    )`,
    `one as materialized (
      select distinct on (slot.slot) slot.slot, slot.id, slot.attribute,
        case when split_part(slot.key, ':', 3) ~ '[cs]' then slot.relation else 0 end as relation
      from slot
      order by slot.slot, slot.id
    )`,
    `deparsed as materialized (
      select one.slot, pg_get_expr(${source.stored}, one.relation) as text from one
    )`,
    `texts as materialized (
      select slot.id, slot.schema, slot.parent, slot.name, slot.attribute, deparsed.text
      from slot
      join deparsed on deparsed.slot = slot.slot
    )`,
  ];
}
