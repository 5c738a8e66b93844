import {
  commentJoin,
  grantedJoin,
  grantedTable,
  notMember,
  type ObjectSource,
  ownerSql,
  privilegeListSql,
} from "./source.ts";

const TYPE_ACL = { acl: "typacl", owner: "typowner", schema: "typnamespace" };
const SEQUENCE_ACL = { acl: "relacl", owner: "relowner", schema: "relnamespace" };
const ROUTINE = (oid: string) => `case when ${oid} <> 0 then ${oid}::pg_catalog.regproc::text end`;

/** Enums, composite types, domains, ranges and base types. Row types, array types and multiranges follow from others. */
export const types: ObjectSource = {
  type: "type",
  schema: "nsp.name",
  parent: "null::text",
  name: "typ.typname::text",
  tables: () => [
    grantedTable({
      type: "type",
      catalog: "pg_type",
      ...TYPE_ACL,
      where: "own.typtype in ('b', 'c', 'd', 'e', 'r')",
    }),
  ],
  attributes: () => ({
    kind: "case typ.typtype when 'b' then 'base' when 'c' then 'composite' when 'd' then 'domain' when 'e' then 'enum' else 'range' end",
    labels: `case when typ.typtype = 'e' then (
      select array_agg(lab.enumlabel::text order by lab.enumsortorder) from pg_catalog.pg_enum lab where lab.enumtypid = typ.oid
    ) end`,
    attributes: `case when typ.typtype = 'c' then (
      select jsonb_agg(jsonb_strip_nulls(jsonb_build_array(
        att.attname, format_type(att.atttypid, att.atttypmod),
        case when att.attcollation <> own.typcollation then att.attcollation::pg_catalog.regcollation::text end, note.description
      )) order by att.attnum)
      from pg_catalog.pg_attribute att
      join pg_catalog.pg_type own on own.oid = att.atttypid
      left join pg_catalog.pg_description note
        on note.classoid = 'pg_catalog.pg_class'::pg_catalog.regclass and note.objoid = att.attrelid and note.objsubid = att.attnum
      where att.attrelid = typ.typrelid and att.attnum > 0 and not att.attisdropped
    ) end`,
    base_type: "case when typ.typtype = 'd' then format_type(typ.typbasetype, typ.typtypmod) end",
    not_null: "case when typ.typtype = 'd' then nullif(typ.typnotnull, false) end",
    collation: `case when typ.typtype = 'd' and typ.typcollation <> (select own.typcollation from pg_catalog.pg_type own where own.oid = typ.typbasetype)
      then typ.typcollation::pg_catalog.regcollation::text end`,
    not_valid: `case when typ.typtype = 'd' then (
      select array_agg(con.conname::text order by con.conname) from pg_catalog.pg_constraint con where con.contypid = typ.oid and not con.convalidated
    ) end`,
    constraint_comments: `case when typ.typtype = 'd' then (
      select jsonb_object_agg(con.conname, note.description)
      from pg_catalog.pg_constraint con
      join pg_catalog.pg_description note
        on note.classoid = 'pg_catalog.pg_constraint'::pg_catalog.regclass and note.objoid = con.oid and note.objsubid = 0
      where con.contypid = typ.oid
    ) end`,
    range: `case when typ.typtype = 'r' then (
      select jsonb_strip_nulls(jsonb_build_object(
        'subtype', format_type(rng.rngsubtype, null), 'collation', nullif(rng.rngcollation, 0)::pg_catalog.regcollation::text,
        'operator_class', opc.opcname, 'canonical', ${ROUTINE("rng.rngcanonical")}, 'difference', ${ROUTINE("rng.rngsubdiff")},
        'multirange', format_type(rng.rngmultitypid, null)
      ))
      from pg_catalog.pg_range rng
      join pg_catalog.pg_opclass opc on opc.oid = rng.rngsubopc
      where rng.rngtypid = typ.oid
    ) end`,
    base: `case when typ.typtype = 'b' then jsonb_build_array(
      ${ROUTINE("typ.typinput")}, ${ROUTINE("typ.typoutput")}, ${ROUTINE("typ.typreceive")}, ${ROUTINE("typ.typsend")}, ${ROUTINE("typ.typmodin")},
      typ.typlen, typ.typalign, typ.typstorage, typ.typcategory, typ.typdelim
    ) end`,
    owner: ownerSql("typ.typowner"),
    privileges: "granted.list",
    comment: "com.description",
  }),
  from: () => `pg_catalog.pg_type typ
    join nsp on nsp.oid = typ.typnamespace
    left join pg_catalog.pg_class rel on rel.oid = typ.typrelid
    ${grantedJoin("typ", TYPE_ACL)}
    ${commentJoin("pg_type", "typ.oid")}
    where typ.typtype in ('b', 'c', 'd', 'e', 'r')
      and (rel.oid is null or rel.relkind = 'c')
      and not (typ.typcategory = 'A' and typ.typelem <> 0 and typ.typtype = 'b')
      and ${notMember("pg_type", "typ.oid")}`,
};

const LIMITS = `case seq.seqtypid when 'int2'::pg_catalog.regtype then 32767 when 'int4'::pg_catalog.regtype then 2147483647 else 9223372036854775807 end`;

/** Sequences, also those of identity and serial columns; where they stand is data. */
export const sequences: ObjectSource = {
  type: "sequence",
  schema: "nsp.name",
  parent: "null::text",
  name: "rel.relname::text",
  tables: () => [
    grantedTable({ type: "sequence", catalog: "pg_class", ...SEQUENCE_ACL, where: "own.relkind = 'S'" }),
    `held as materialized (
      select dep.objid, dep.deptype, tab.relname::text as relation, place.nspname::text as schema, att.attname::text as name
      from pg_catalog.pg_depend dep
      join pg_catalog.pg_class tab on tab.oid = dep.refobjid
      join pg_catalog.pg_namespace place on place.oid = tab.relnamespace
      join pg_catalog.pg_attribute att on att.attrelid = dep.refobjid and att.attnum = dep.refobjsubid
      where dep.classid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and dep.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
        and dep.deptype in ('a', 'i')
        and dep.objid in (select own.oid from pg_catalog.pg_class own where own.relkind = 'S')
        and dep.refobjsubid > 0
    )`,
  ],
  attributes: () => ({
    type: "nullif(format_type(seq.seqtypid, null), 'bigint')",
    start: "nullif(seq.seqstart, case when seq.seqincrement > 0 then seq.seqmin else seq.seqmax end)::text",
    increment: "nullif(seq.seqincrement, 1)::text",
    minimum: `nullif(seq.seqmin, case when seq.seqincrement > 0 then 1 else -${LIMITS} - 1 end)::text`,
    maximum: `nullif(seq.seqmax, case when seq.seqincrement > 0 then ${LIMITS} else -1 end)::text`,
    cache: "nullif(seq.seqcache, 1)::text",
    cycle: "nullif(seq.seqcycle, false)",
    persistence: "case rel.relpersistence when 'u' then 'unlogged' when 't' then 'temporary' end",
    owned_by:
      "case when held.objid is not null then jsonb_build_array(held.schema, held.relation, held.name) end",
    owner: ownerSql("rel.relowner"),
    privileges: "granted.list",
    comment: "com.description",
  }),
  from: () => `pg_catalog.pg_sequence seq
    join pg_catalog.pg_class rel on rel.oid = seq.seqrelid
    join nsp on nsp.oid = rel.relnamespace
    left join held on held.objid = rel.oid
    ${grantedJoin("rel", SEQUENCE_ACL)}
    ${commentJoin("pg_class", "rel.oid")}
    where ${notMember("pg_class", "rel.oid")}`,
};

/** Schemas themselves. */
export const schemas: ObjectSource = {
  type: "schema",
  schema: "nsp.name",
  parent: "null::text",
  name: "nsp.name",
  attributes: () => ({
    owner: ownerSql("own.nspowner"),
    // What the owner of the database may do in a schema of pg_database_owner, it may as member of that role.
    privileges: `case when own.nspowner = 'pg_database_owner'::pg_catalog.regrole
      then ${privilegeListSql("coalesce(own.nspacl, acldefault('n', own.nspowner))")} - '@'
      else nullif(${privilegeListSql("coalesce(own.nspacl, acldefault('n', own.nspowner))")}, ${privilegeListSql("acldefault('n', own.nspowner)")})
    end`,
    comment: "com.description",
  }),
  from: () => `pg_catalog.pg_namespace own
    join nsp on nsp.oid = own.oid
    ${commentJoin("pg_namespace", "own.oid")}
    where true`,
};
