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
   * A query of `schema`, `parent`, `name`, `attribute` and `text`, or, where stored expressions have to be deparsed, of
   * `relation`, `tree` and an `id` of each in place of `text`. `window` is its condition on the OIDs.
   */
  readonly query: (window: string, server: SourceServer) => string;
  /** Where the expression with `id` is stored: what to select, from where. */
  readonly stored?: (id: string) => {
    readonly tree: string;
    readonly relation: string;
    readonly from: string;
  };
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
  return `case when ${list} is not null and not (array_length(${list}, 1) = 1 and starts_with(${list}[1], 'pg_attver=')) then (
      select array_agg(item.entry order by item.entry collate "C")
      from unnest(${list}) item (entry)
      where not starts_with(item.entry, 'pg_attver=')
    ) end`;
}

/** Names of a relation's columns by their numbers, in the order of the numbers; nearly every list has one. */
export function namesSql(numbers: string, relation: string): string {
  return `case
      when ${numbers} is null then null
      when array_length(${numbers}, 1) = 1 then array[${columnNameSql(relation, `(${numbers})[1]`)}]
      else (
        select array_agg(${columnNameSql(relation, "item.number")} order by item.place)
        from unnest(${numbers}) with ordinality item (number, place)
      )
    end`;
}

/** Name of a column: a look-up each, which for a few columns is cheaper than any join. */
export function columnNameSql(relation: string, number: string): string {
  return `(select att.attname::text from pg_catalog.pg_attribute att where att.attrelid = ${relation} and att.attnum = ${number})`;
}

/**
 * Completes the query of a text source: each distinct stored expression is deparsed once. Two have the same text when
 * their trees are equal, their relations call their columns alike, and neither names its relation.
 */
export function textQuery(
  source: TextSource,
  part: {
    readonly window: string;
    readonly server: SourceServer;
    readonly digest?: (text: string) => string;
  },
): readonly string[] {
  const { window, server, digest = () => "null::text" } = part;
  const query = source.query(window, server);
  if (source.stored === undefined)
    return [`texts as (select own.*, ${digest("own.text")} as digest from (${query}) own)`];
  const stored = source.stored("one.id");
  return [
    // Trees that are equal to the letter are many: only one of each is looked at.
    `item as materialized (
      select own.id, own.schema, own.parent, own.name, own.attribute, own.relation, hashtextextended(own.tree, 0) as tree
      from (${query}) own
    )`,
    `keyed as materialized (
      select plain.hash as tree, ${treeKeySql(server, "plain.tree")} as key
      from (
        select one.tree as hash, (select ${stored.tree}::text || '' from ${stored.from}) as tree
        from (select item.tree, min(item.id) as id from item group by item.tree) one
        offset 0
      ) plain
    )`,
    // A number for how a relation calls its columns: a sum needs no order.
    `called as materialized (
      select att.attrelid as relation, sum(hashtextextended(att.attname::text collate "C", att.attnum))::text as columns
      from pg_catalog.pg_attribute att
      where att.attnum > 0
        and att.attrelid in (
          select item.relation from item join keyed on keyed.tree = item.tree where split_part(keyed.key, ':', 3) like '%c%'
        )
      group by att.attrelid
    )`,
    `slot as materialized (
      select item.*, keyed.key, keyed.key
        || case when split_part(keyed.key, ':', 3) like '%r%' then ' ' || item.relation else '' end
        || coalesce(' ' || called.columns, '') as slot
      from item
      join keyed on keyed.tree = item.tree
      left join called on called.relation = item.relation and split_part(keyed.key, ':', 3) like '%c%'
    )`,
    `one as materialized (
      select each.slot, each.id, split_part(each.key, ':', 3) ~ '[cs]' as locks
      from (select slot.slot, min(slot.id) as id, min(slot.key) as key from slot group by slot.slot) each
    )`,
    "locked as materialized (select count(*)::int4 as relations from one where one.locks)",
    // Where more relations would be locked than the lock table may have room for, nothing is: the caller takes less at once.
    `deparsed as materialized (
      select made.slot, made.text, ${digest("made.text")} as digest
      from (
        select one.slot, (
          select pg_get_expr(${stored.tree}, case when one.locks then ${stored.relation} else 0 end) from ${stored.from}
        ) as text
        from one
        offset 0
      ) made
      where (select locked.relations from locked) <= ${source.step ?? 0}
    )`,
    `texts as (
      select slot.schema, slot.parent, slot.name, slot.attribute, deparsed.text, deparsed.digest
      from slot
      join deparsed on deparsed.slot = slot.slot
    )`,
  ];
}
